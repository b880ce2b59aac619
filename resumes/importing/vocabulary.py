"""Words of résumés in seven languages: headings, labels, and words that tell positions from employers and degrees from schools.

Words are written without accents and in lower case, the way ``plain`` returns text.
"""

import re
import unicodedata
from functools import cache


def listed(words: str) -> frozenset[str]:
    """Returns the words of a list."""
    return frozenset(words.split())


_LETTERS = str.maketrans({"ł": "l", "ß": "s", "ø": "o", "đ": "d", "ı": "i"})


def plain(text: str) -> str:
    """Returns ``text`` in lower case without accents. Its length stays the same, so that places in it stay valid."""
    if text.isascii():
        return text.lower()
    return "".join(map(_plain_letter, text))


@cache
def _plain_letter(letter: str) -> str:
    lower = letter.lower()
    base = unicodedata.normalize("NFKD", lower if len(lower) == 1 else letter)[0]
    return (base if base.isalnum() else letter).translate(_LETTERS)


# A heading is made of words of one section and of words that say nothing about it. ``|`` separates languages only for reading.
HEADINGS: dict[str, str] = {
    "work": """experience experiences employment career work job jobs positions professional
        berufserfahrung berufspraxis werdegang berufstatigkeit arbeitserfahrung praxiserfahrung anstellungen
        berufliche tatigkeiten
        erfahrung erfahrungen experience experiences professionnelle professionnelles professionnel parcours emplois
        experiencia experiencias laboral profesional trayectoria empleo empleos profissional profissionais percurso
        trabalho
        werkervaring ervaring loopbaan arbeidsverleden beroepservaring doswiadczenie zawodowe zatrudnienie przebieg
        kariera pracy""",
    "education": """education academic studies qualifications degrees schooling
        ausbildung bildung bildungsweg studium schulbildung hochschulbildung schule akademische akademischer
        bildungsgang
        formation formations etudes diplomes scolaire cursus formacion educacion academica estudios formativa
        formacao educacao academica escolaridade estudos opleiding opleidingen onderwijs studie studies
        wyksztalcenie edukacja studia nauka""",
    "skills": """skills competencies competences expertise technologies tools stack proficiencies abilities strengths
        kenntnisse fahigkeiten kompetenzen fertigkeiten technologien werkzeuge edv it-kenntnisse edv-kenntnisse
        qualifikationen starken
        competences aptitudes outils savoir-faire informatiques habilidades competencias aptitudes conocimientos
        herramientas
        tecnologias informaticos competencias conhecimentos ferramentas vaardigheden competenties kennis technologieen
        umiejetnosci kompetencje technologie narzedzia""",
    "languages": """languages language sprachen sprachkenntnisse fremdsprachen sprache langues langue idiomas idioma
    linguas lenguas
        linguisticas linguistiques talen talenkennis taalvaardigheden jezyki jezykow obcych obce znajomosc jezykowe""",
    "summary": """summary profile objective about overview introduction statement me bio biography
        profil kurzprofil zusammenfassung uberblick ziel ziele person mich resume objectif propos moi presentation
        accroche
        perfil resumen objetivo sobre mi extracto resumo objetivos mim apresentacao profiel samenvatting persoonlijk
        doel mij podsumowanie cel zawodowy o mnie profilu""",
    "certificates": """certifications certificates certification licenses licences certificate
        zertifikate zertifizierungen weiterbildung weiterbildungen fortbildungen bescheinigungen certificats
        certificaciones certificados certificacoes cursos certificaten certificeringen certyfikaty certyfikacje kursy
        szkolenia""",
    "projects": """projects project projekte eigene projets proyectos projetos projecten projekty side open source portfolio""",
    "volunteer": """volunteering volunteer voluntary community ehrenamt ehrenamtliche ehrenamtliches engagement
    freiwilligenarbeit
        benevolat benevole benevoles voluntariado voluntariados vrijwilligerswerk wolontariat""",
    "awards": """awards honors honours award prizes achievements auszeichnungen preise distinctions prix premios
        reconocimientos distinciones distincoes onderscheidingen prijzen nagrody wyroznienia""",
    "publications": """publications publication papers veroffentlichungen publikationen publicaciones publicacoes publicaties
        publikacje""",
    "interests": """interests hobbies hobby interessen freizeit centres interet interets loisirs intereses aficiones
    interesses
        passatempos hobby's zainteresowania""",
    "references": """references referees referenzen referencias recomendaciones referenties referencje""",
    "contact": """contact contacts kontakt kontaktdaten details personliche personal daten angaben information
    coordonnees informations
        personnelles contacto datos personales informacion contato contactos dados pessoais informacoes contactgegevens
        gegevens persoonlijke personalia dane kontaktowe osobowe links""",
}
# Words that can be in any heading, but don't make one.
_NEUTRAL = listed(
    """and & my of in the to with selected relevant key core main technical professional personal work other
    additional more further
    history background training soft hard top areas digital computer und der die das meine mein uber zu zur zum
    sonstige weitere
    besondere fachliche technische et de des du la le les mes mon d l a ma complementaires techniques cles y e el los
    las mis
    tecnicas tecnicos clave otras otros da do das dos minhas as os en van de het mijn overige technische i w oraz
    moje dodatkowe
    techniczne glowne kluczowe berufliche beruflicher berufliches professionnelle professionnelles profesional
    profesionales
    profissional profissionais laboral academica academicas academic experience career vitae life
    continue continua zawodowe zawodowa zawodowy licenses licences courses activities activites actividades
    atividades list info
    software programming programmierung language skills kenntnisse umiejetnosci habilidades competences competencias
    extra
    professionele persoonlijke persoonlijk technologies tools"""
)
_NOT_ALONE = listed(
    """work job jobs professional academic tools me person mich moi mi mim mij o mnie cursos kursy berufliche
    profissional
    personal details information daten angaben informations informacion informacoes persoonlijk persoonlijke open
    source side
    stack ziel community professionnel professionnelle resume"""
)
_SECTION_WORDS = {section: frozenset(words.split()) for section, words in HEADINGS.items()}
_EXACT = {
    "uber mich": "summary", "about me": "summary", "a propos": "summary", "a propos de moi": "summary",
    "sobre mi": "summary",
    "sobre mim": "summary", "over mij": "summary", "o mnie": "summary", "career objective": "summary",
    "personal profile": "summary",
    "professional profile": "summary", "career summary": "summary", "professional summary": "summary", "resume": "",
    "profil zawodowy": "summary",
    "executive summary": "summary", "zur person": "summary", "perfil profesional": "summary",
    "perfil profissional": "summary",
    "work history": "work", "professional background": "work", "professional experience": "work", "work": "work",
    "jobs": "work",
    "career": "work", "beruflicher werdegang": "work", "parcours professionnel": "work",
    "experiencia profesional": "work",
    "academic background": "education", "academic qualifications": "education", "ausbildung und studium": "education",
    "personal details": "contact", "personal information": "contact", "personliche daten": "contact",
    "links": "contact",
    "angaben zur person": "contact", "informations personnelles": "contact", "datos personales": "contact",
    "dados pessoais": "contact",
    "dane osobowe": "contact", "persoonlijke gegevens": "contact", "personalia": "contact",
    "informacion personal": "contact",
    "qualifications": "education", "stack": "skills", "tech stack": "skills", "tools": "skills",
    "education and training": "education",
    "side projects": "projects", "open source": "projects", "community work": "volunteer",
    "professional skills": "skills",
    "language skills": "languages", "sprachliche kenntnisse": "languages", "competences linguistiques": "languages",
    "conocimientos de idiomas": "languages", "competencias linguisticas": "languages", "znajomosc jezykow": "languages",
    "znajomosc jezykow obcych": "languages", "awards and achievements": "awards", "key achievements": "awards",
    "licenses and certifications": "certificates", "licenses & certifications": "certificates",
    "courses": "certificates",
    "honors-awards": "awards", "honors & awards": "awards", "kursy i szkolenia": "certificates", "it skills": "skills",
    "programming languages": "skills", "volunteer experience": "volunteer", "volunteering experience": "volunteer",
    "project experience": "projects",
    "areas of expertise": "skills", "centres d'interet": "interests", "centres d’interet": "interests",
    "formation et diplomes": "education", "przebieg kariery": "work", "doswiadczenie": "work", "przebieg pracy": "work",
}  # fmt: skip
DOCUMENT_TITLES = frozenset(
    {
        "resume", "curriculum vitae", "cv", "lebenslauf", "curriculum", "zyciorys", "hoja de vida", "europass", "europass cv",
        "curriculo", "my resume", "vita",
    }
)  # fmt: skip


def section_of(text: str) -> str | None:
    """Returns the section that a heading opens; None if the text isn't a known heading."""
    line = (
        re.sub(r"^\s*(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s+", "", plain(text)).strip().strip(":.-–—•|#*_ \t")
    )  # numbered
    if re.fullmatch(r"\w(?: \w)+(?: {2,}\w(?: \w)+)*", line):  # letters set apart: "S K I L L S"
        line = " ".join("".join(word.split()) for word in re.split(" {2,}", line))
    if not line or len(line) > 60:
        return None
    if line in _EXACT:
        return _EXACT[line] or None
    words = [word for word in re.split(r"[\s/&,+]+", re.sub(r"\([^)]*\)|\b[ld]['’]", " ", line)) if word]
    if not 0 < len(words) <= 6:
        return None
    counts = {section: sum(word in known for word in words) for section, known in _SECTION_WORDS.items()}
    fitting = [
        section
        for section, known in _SECTION_WORDS.items()
        if counts[section] and all(word in known or word in _NEUTRAL for word in words)
        and not all(word in _NOT_ALONE or (word in _NEUTRAL and word not in known) for word in words)
    ]  # fmt: skip
    if not fitting:
        # "Education and certifications", "Skills & Languages": the first named section gets both.
        mixed = all(any(word in known for known in _SECTION_WORDS.values()) or word in _NEUTRAL for word in words)
        named = [
            s for w in words for s, known in _SECTION_WORDS.items() if w in known and w not in _NOT_ALONE | _NEUTRAL
        ]
        return named[0] if mixed and named and len(words) > 1 else None
    return max(fitting, key=lambda section: counts[section])


def is_document_title(text: str) -> bool:
    return plain(text).strip(" :.-–—•|#*_\t") in DOCUMENT_TITLES


# Labels in front of a value: "Employer: Acme", "Telefon: …".
_LABELS: dict[str, str] = {
    "name": "name|full name|vorname nachname|nom|nombre|nome|naam|imie i nazwisko|nom et prenom|vor- und nachname|"
    "first name(s) surname(s)",
    "email": "email|e-mail|mail|e-mail address|email address|courriel|correo|correo electronico|adres e-mail|"
    "e-mailadres|emails",
    "phone": "phone|tel|telephone|mobile|cell|telefon|mobil|handy|telephone|portable|telefono|movil|telefone|"
    "telemovel|celular|telefoon|"
    "mobiel|gsm|komorka|tel. kom|telephone number|phone number|mobile number|handynummer|t|m",
    "url": "website|web|homepage|portfolio|site|site web|sitio web|webseite|www|strona|site internet|pagina web|"
    "blog|url|internet|link",
    "profile": "linkedin|github|gitlab|xing|twitter|x|stack overflow|stackoverflow|mastodon|bluesky|dribbble|"
    "behance|medium|profile",
    "city": "address|location|adresse|anschrift|wohnort|ort|direccion|ubicacion|morada|endereco|localidade|ciudad|"
    "adres|woonplaats|"
    "lieu|city|residence|home|ville|localizacao|plaats|miejsce|miejscowosc|lokalizacja|adres zamieszkania|stadt|"
    "based in|standort|cidade",
    "employer": "employer|company|organisation|organization|arbeitgeber|firma|unternehmen|employeur|entreprise|"
    "societe|empresa|empleador|"
    "empregador|werkgever|bedrijf|pracodawca|name of employer|name and address of employer",
    "position": "position|job title|title|role|occupation|occupation or position held|funktion|stelle|rolle|"
    "tatigkeit|poste|fonction|"
    "intitule|puesto|cargo|funcao|posicao|functie|stanowisko|rola|beruf|poste occupe|position held",
    "dates": "date|dates|period|from - to|from-to|dates (from - to)|zeitraum|periode|von - bis|datum|duree|fechas|"
    "fecha|periodo|datas|data|"
    "okres|duration|dauer|years|dates of employment",
    "duties": "duties|responsibilities|main activities and responsibilities|main activities|tasks|aufgaben|"
    "tatigkeiten|taches|missions|"
    "responsabilites|funciones|responsabilidades|funcoes|taken|obowiazki|zakres obowiazkow|key responsibilities|"
    "achievements|erfolge|"
    "verantwortlichkeiten|aufgaben und erfolge|activites|realisations|logros|principales fonctions",
    "institution": "institution|school|university|college|hochschule|universitat|schule|bildungseinrichtung|"
    "etablissement|ecole|centro|"
    "universidad|universidade|instituicao|escuela|instituto|instelling|onderwijsinstelling|uczelnia|szkola|"
    "name and type of organisation providing education and training|organisation providing education|"
    "education provider|universite",
    "degree": "degree|qualification|title of qualification awarded|title of qualification|abschluss|diplome|titulo|"
    "titulacion|grau|diploma|"
    "titel|tytul|stopien|diplom|grado|graad|qualification awarded",
    "area": "field|field of study|subject|major|fachrichtung|studiengang|domaine|specialite|especialidad|area|curso|"
    "richting|kierunek|fach|"
    "area de estudio|studierichting|specialization|specialisation|spezialisierung",
    "score": "grade|gpa|score|note|abschlussnote|mention|nota|nota media|media|cijfer|ocena|final grade|gesamtnote|"
    "moyenne|gemiddelde",
    "courses": "courses|relevant courses|coursework|relevant coursework|kurse|cours|cursos|vakken|kursy|"
    "schwerpunkte|modules",
    "summary": "summary|beschreibung|description|resume",
    "native": "mother tongue|mother tongue(s)|muttersprache|langue maternelle|lengua materna|lingua materna|"
    "moedertaal|jezyk ojczysty",
    "other languages": "other language|other languages|other language(s)|fremdsprachen|autres langues|otros idiomas|"
    "outras linguas|"
    "andere talen|inne jezyki|weitere sprachen",
    "private": "date of birth|birth date|born|birthday|nationality|marital status|gender|sex|geburtsdatum|"
    "geburtsort|geboren|geboren am|"
    "nationalitat|staatsangehorigkeit|familienstand|geschlecht|date de naissance|nationalite|situation familiale|"
    "fecha de nacimiento|"
    "nacionalidad|estado civil|data de nascimento|nacionalidade|geboortedatum|nationaliteit|burgerlijke staat|"
    "data urodzenia|"
    "narodowosc|stan cywilny|sexe|sexo|age|alter|edad|idade|religion|konfession|driving licence|fuhrerschein|"
    "permis de conduire|"
    "driving license|carnet de conducir|rijbewijs|prawo jazdy",
}
_FIELD_OF_LABEL = {name: found for found, names in _LABELS.items() for name in names.split("|")}
_LABEL = re.compile(r"\s*([^:\t@]{1,70}?)\s*(?::(?!//)\s*|\t+)(.*)", re.DOTALL)


def label_of(text: str) -> tuple[str, str, str] | None:
    """Returns a known label's kind, its words, and the value after it; None if the text doesn't start with a known label."""
    match = _LABEL.fullmatch(text)
    if not match:
        return None
    words = plain(match[1]).strip(" .*_•–-")
    kind = _FIELD_OF_LABEL.get(words)
    return (kind, match[1], match[2].strip()) if kind else None
