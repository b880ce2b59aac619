"""Words of exports in the document's language: section titles, "Present", dates and countries."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from resumes.partial_dates import parts_of

_KEYS = (
    "work", "projects", "education", "skills", "certificates", "languages", "volunteer", "publications", "awards", "interests",
    "references", "present", "grade", "resume", "letter", "employer",
)  # fmt: skip
# A row per language, in the order of ``_KEYS``.
_WORDS = {
    "en": "Work experience|Projects|Education|Skills|Certificates|Languages|Volunteering|Publications|Awards|Interests|References"
    "|Present|Grade|Résumé|Cover letter"
    "|Current employer",
    "de": "Berufserfahrung|Projekte|Ausbildung|Kenntnisse|Zertifikate|Sprachen|Ehrenamt|Veröffentlichungen|Auszeichnungen"
    "|Interessen|Referenzen|heute|Note|Lebenslauf|Anschreiben"
    "|Aktueller Arbeitgeber",
    "fr": "Expérience professionnelle|Projets|Formation|Compétences|Certifications|Langues|Bénévolat|Publications|Distinctions"
    "|Centres d’intérêt|Références|aujourd’hui|Note|CV|Lettre de motivation"
    "|Employeur actuel",
    "es": "Experiencia laboral|Proyectos|Formación|Competencias|Certificados|Idiomas|Voluntariado|Publicaciones|Premios|Intereses"
    "|Referencias|actualidad|Nota|Currículum|Carta de presentación"
    "|Empresa actual",
    "pt": "Experiência profissional|Projetos|Formação|Competências|Certificados|Idiomas|Voluntariado|Publicações|Prêmios"
    "|Interesses|Referências|presente|Nota|Currículo|Carta de apresentação"
    "|Empresa atual",
    "nl": "Werkervaring|Projecten|Opleiding|Vaardigheden|Certificaten|Talen|Vrijwilligerswerk|Publicaties|Prijzen|Interesses"
    "|Referenties|heden|Cijfer|Cv|Motivatiebrief"
    "|Huidige werkgever",
    "pl": "Doświadczenie zawodowe|Projekty|Wykształcenie|Umiejętności|Certyfikaty|Języki|Wolontariat|Publikacje|Nagrody"
    "|Zainteresowania|Referencje|obecnie|Ocena|CV|List motywacyjny"
    "|Obecny pracodawca",
    "it": "Esperienza lavorativa|Progetti|Istruzione|Competenze|Certificati|Lingue|Volontariato|Pubblicazioni|Premi|Interessi"
    "|Referenze|oggi|Voto|CV|Lettera di presentazione"
    "|Azienda attuale",
    "el": "Επαγγελματική εμπειρία|Έργα|Εκπαίδευση|Δεξιότητες|Πιστοποιητικά|Γλώσσες|Εθελοντισμός|Δημοσιεύσεις|Βραβεία|Ενδιαφέροντα"
    "|Συστάσεις|σήμερα|Βαθμός|Βιογραφικό|Συνοδευτική επιστολή"
    "|Τρέχων εργοδότης",
    "ru": "Опыт работы|Проекты|Образование|Навыки|Сертификаты|Языки|Волонтёрство|Публикации|Награды|Интересы|Рекомендации"
    "|настоящее время|Оценка|Резюме|Сопроводительное письмо"
    "|Текущий работодатель",
    "uk": "Досвід роботи|Проєкти|Освіта|Навички|Сертифікати|Мови|Волонтерство|Публікації|Нагороди|Інтереси|Рекомендації"
    "|дотепер|Оцінка|Резюме|Супровідний лист"
    "|Поточний роботодавець",
    "ar": "الخبرة العملية|المشاريع|التعليم|المهارات|الشهادات|اللغات|العمل التطوعي|المنشورات|الجوائز|الاهتمامات|المراجع"
    "|حتى الآن|التقدير|السيرة الذاتية|خطاب التقديم"
    "|جهة العمل الحالية",
    "he": "ניסיון תעסוקתי|פרויקטים|השכלה|מיומנויות|תעודות|שפות|התנדבות|פרסומים|פרסים|תחומי עניין|ממליצים|היום|ציון|קורות חיים"
    "|מכתב מקדים"
    "|מעסיק נוכחי",
    "hi": "कार्य अनुभव|परियोजनाएँ|शिक्षा|कौशल|प्रमाणपत्र|भाषाएँ|स्वयंसेवा|प्रकाशन|पुरस्कार|रुचियाँ|संदर्भ|वर्तमान|ग्रेड|बायोडाटा|आवेदन पत्र"
    "|वर्तमान नियोक्ता",
    "th": "ประสบการณ์ทำงาน|โครงการ|การศึกษา|ทักษะ|ประกาศนียบัตร|ภาษา|งานอาสาสมัคร|ผลงานตีพิมพ์|รางวัล"
    "|ความสนใจ|บุคคลอ้างอิง|ปัจจุบัน|เกรด|ประวัติย่อ|จดหมายสมัครงาน"
    "|นายจ้างปัจจุบัน",
    "zh": "工作经历|项目经历|教育背景|技能|证书|语言|志愿服务|发表作品|获奖|兴趣爱好|推荐人|至今|成绩|简历|求职信"
    "|现任雇主",
    "ja": "職歴|プロジェクト|学歴|スキル|資格|語学|ボランティア活動|出版物|受賞歴|趣味・関心|推薦者|現在|成績|履歴書"
    "|カバーレター"
    "|現在の勤務先",
    "ko": "경력|프로젝트|학력|기술|자격증|언어|봉사 활동|출판물|수상|관심사|추천인|현재|성적|이력서|자기소개서"
    "|현재 직장",
}  # fmt: skip
_COMMAS = {"ar": "، ", "fa": "، ", "ur": "، ", "zh": "、", "ja": "、"}
_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur"}


@dataclass(frozen=True)
class Labels:
    """The words of one language. A language that isn't known gets English words."""

    language: str
    locale: Locale

    def __getitem__(self, key: str) -> str:
        return self._words[key]

    @cached_property
    def _words(self) -> dict[str, str]:
        return dict(zip(_KEYS, _WORDS.get(self.language, _WORDS["en"]).split("|"), strict=True))

    @property
    def is_right_to_left(self) -> bool:
        return self.language in _RIGHT_TO_LEFT

    @property
    def comma(self) -> str:
        """The separator of the items of a list."""
        return _COMMAS.get(self.language, ", ")

    @property
    def tag(self) -> str:
        """The language as a BCP 47 tag: "pt-BR"."""
        return "-".join(part for part in (self.language, self.locale.territory) if part)

    def date(self, value: str) -> str:
        """Returns a partial date as people read it: "Mar 2024". A text that isn't a partial date is returned as it is."""
        parts = parts_of(value)
        if parts is None or not parts.month:
            return value
        return _month(self.locale, parts.year, parts.month)

    def day(self, value: dt.date) -> str:
        """Returns a day as a letter has it: "November 30, 2026"."""
        return format_date(value, "long", locale=self.locale)

    def period(self, start: str, end: str) -> str:
        """Returns a period as people read it: "Mar 2021 – Present". Without a start, the end alone."""
        if not start:
            return self.date(end)
        first, last = self.date(start), self.date(end) if end else self["present"]
        return first if first == last else f"{first} – {last}"

    def country(self, code: str) -> str:
        """Returns a country's name; a text that isn't the code of one is returned as it is."""
        return str(self.locale.territories.get(code.strip().upper(), code))


@lru_cache(maxsize=64)
def labels_for(language: str) -> Labels:
    """Returns the words of ``language``, a code such as "de" or "pt-BR"."""
    try:
        locale = Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        locale = Locale("en")
    return Labels(locale.language, locale)


@lru_cache(maxsize=4096)
def _month(locale: Locale, year: int, month: int) -> str:
    return format_skeleton("yMMM", dt.date(year, month, 1), locale=locale)
