"""Words of layouts in the language of a person, and ways to write dates."""

from babel import Locale

from tests.resumes.importing.people import Person

_KEYS = [
    "title",
    "contact",
    "summary",
    "work",
    "education",
    "skills",
    "languages",
    "present",
    "employer",
    "position",
    "period",
    "tasks",
    "school",
    "degree",
    "email",
    "phone",
    "address",
    "web",
    "native",
    "other",
    "name",
    "city",
]


WORDS = {
    language: dict(zip(_KEYS, words.split("|"), strict=True))
    for language, words in {
        "en": "Curriculum Vitae|Personal details|Summary|Work experience|Education|Skills|Languages|Present|Employer|Position|Period|Responsibilities|School|Degree|Email|Phone|Address|Website|Mother tongue|Other languages|Name|Location",
        "de": "Lebenslauf|Persönliche Daten|Profil|Berufserfahrung|Ausbildung|Kenntnisse|Sprachen|heute|Arbeitgeber|Position|Zeitraum|Aufgaben|Hochschule|Abschluss|E-Mail|Telefon|Adresse|Website|Muttersprache|Fremdsprachen|Name|Wohnort",
        "fr": "Curriculum vitae|Coordonnées|Profil|Expérience professionnelle|Formation|Compétences|Langues|aujourd’hui|Employeur|Poste|Période|Missions|Établissement|Diplôme|E-mail|Téléphone|Adresse|Site web|Langue maternelle|Autres langues|Nom|Ville",
        "es": "Currículum|Datos personales|Perfil|Experiencia laboral|Formación|Competencias|Idiomas|actualidad|Empresa|Puesto|Fechas|Funciones|Centro|Titulación|Correo electrónico|Teléfono|Dirección|Web|Lengua materna|Otros idiomas|Nombre|Ciudad",
        "pt": "Curriculum vitae|Dados pessoais|Perfil|Experiência profissional|Formação académica|Competências|Idiomas|presente|Empresa|Cargo|Período|Responsabilidades|Instituição|Grau|E-mail|Telemóvel|Morada|Site|Língua materna|Outras línguas|Nome|Cidade",
        "nl": "Curriculum vitae|Persoonlijke gegevens|Profiel|Werkervaring|Opleiding|Vaardigheden|Talen|heden|Werkgever|Functie|Periode|Taken|Instelling|Diploma|E-mail|Telefoon|Adres|Website|Moedertaal|Andere talen|Naam|Woonplaats",
        "pl": "Curriculum vitae|Dane osobowe|Podsumowanie|Doświadczenie zawodowe|Wykształcenie|Umiejętności|Języki|obecnie|Pracodawca|Stanowisko|Okres|Obowiązki|Uczelnia|Tytuł|E-mail|Telefon|Adres|Strona|Język ojczysty|Inne języki|Imię i nazwisko|Miejscowość",
    }.items()
}


def month_year(person: Person, date: str, *, width: str = "abbreviated", present: bool = True) -> str:
    """Returns "Mar 2021" in the person's language, or its word for the present."""
    if not date:
        return WORDS[person.language]["present"]
    if len(date) == 4:
        return date
    names = Locale(person.language).months["format"][width]
    return f"{names[int(date[5:])]} {date[:4]}"


def numeric(person: Person, date: str) -> str:
    """Returns "03/2021"."""
    return f"{date[5:]}/{date[:4]}" if len(date) > 4 else date or WORDS[person.language]["present"]


def iso(person: Person, date: str) -> str:
    return date or WORDS[person.language]["present"]
