"""Invented people of the labelled set, one in each language that the importer reads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    position: str
    employer: str
    city: str
    start: str  # "2021-03"
    end: str  # empty: the job goes on
    highlights: tuple[str, ...]


@dataclass(frozen=True)
class Degree:
    kind: str
    between: str  # what the person writes between kind and subject
    area: str
    school: str
    city: str
    start: str
    end: str

    @property
    def text(self) -> str:
        return f"{self.kind}{self.between}{self.area}"


@dataclass(frozen=True)
class Person:
    language: str
    name: str
    label: str
    email: str
    phone: str
    city: str
    country: str
    country_code: str
    links: tuple[str, ...]
    summary: str
    jobs: tuple[Job, ...]
    degrees: tuple[Degree, ...]
    skills: tuple[tuple[str, tuple[str, ...]], ...]
    languages: tuple[tuple[str, str], ...]


PEOPLE = (
    Person(
        "en", "Maren Oakfield", "Senior Platform Engineer", "maren.oakfield@example.com", "+1 512 555 0134", "Austin", "United States", "US",
        ("linkedin.com/in/maren-oakfield", "github.com/moakfield", "marenoakfield.example"),
        "Platform engineer with eleven years in payments and logistics. I turn slow, fragile systems into boring ones and help teams to own what they run.",
        (
            Job("Senior Platform Engineer", "Brightharbor Payments Inc.", "Austin", "2021-03", "",
                ("Cut the time of a deployment from 45 to 6 minutes by moving 130 services to one pipeline that every team can read and change.",
                 "Led the migration of 4 TB of ledger data to PostgreSQL without downtime, together with three teams in two time zones.",
                 "Mentored five engineers, two of whom now lead teams of their own.")),
            Job("Backend Developer", "Parcelwise LLC", "Denver", "2017-06", "2021-02",
                ("Designed the routing service that plans 1.2 million stops a day and holds its 99.95 % target since its first week.",
                 "Replaced a nightly batch job with events, so that customers see a delay within a minute.")),
            Job("Software Engineer", "Quillstone Labs", "Boulder", "2013-09", "2017-05",
                ("Wrote the public API and its documentation, used by 400 partner companies.",
                 "Reduced cloud costs by 38 % with autoscaling and reserved capacity.")),
        ),
        (
            Degree("M.Sc.", " in ", "Computer Science", "University of Ashgrove", "Ashgrove", "2011", "2013"),
            Degree("Bachelor of Science", " in ", "Mathematics", "Larkmoor State College", "Larkmoor", "2007", "2011"),
        ),
        (("Languages", ("Python", "Go", "SQL")), ("Infrastructure", ("Kubernetes", "Terraform", "PostgreSQL", "Kafka")), ("Practices", ("Incident response", "Technical writing"))),
        (("English", "Native"), ("Spanish", "B2"), ("German", "Basic")),
    ),
    Person(
        "de", "Jorin Talbach", "Softwareentwickler", "jorin.talbach@example.de", "+49 89 5550142", "München", "Deutschland", "DE",
        ("www.xing.com/profile/Jorin_Talbach", "gitlab.com/jtalbach"),
        "Softwareentwickler mit Schwerpunkt auf Datenverarbeitung in der Industrie. Ich arbeite gern dort, wo Maschinen, Menschen und Software zusammenkommen.",
        (
            Job("Leitender Softwareentwickler", "Alpenwerk Automation GmbH", "München", "2020-05", "",
                ("Aufbau einer Plattform für Sensordaten aus 1.800 Maschinen, die Ausfälle im Mittel neun Stunden vorher meldet.",
                 "Einführung von Code-Reviews und automatischen Tests, wodurch die Zahl der Rückfragen aus dem Betrieb um 60 % sank.",
                 "Fachliche Führung von sechs Entwicklerinnen und Entwicklern.")),
            Job("Softwareentwickler", "Nordlicht Logistik AG", "Hamburg", "2016-10", "2020-04",
                ("Entwicklung der Tourenplanung in Java und Python für 14 Lagerstandorte.",
                 "Ablösung eines Altsystems aus dem Jahr 1998 ohne Unterbrechung des Betriebs.")),
            Job("Werkstudent Softwareentwicklung", "Ingenieurbüro Kesselring", "Regensburg", "2014-04", "2016-09",
                ("Auswertung von Messreihen mit Python und Aufbereitung für Berichte an Kunden.",)),
        ),
        (
            Degree("M.Sc.", " ", "Informatik", "Technische Universität Donaufeld", "Donaufeld", "2014", "2016"),
            Degree("B.Sc.", " ", "Wirtschaftsinformatik", "Hochschule Inntal", "Rosenheim", "2011", "2014"),
        ),
        (("Programmierung", ("Python", "Java", "TypeScript")), ("Daten", ("PostgreSQL", "Apache Kafka", "Grafana")), ("Werkzeuge", ("Docker", "GitLab CI"))),
        (("Deutsch", "Muttersprache"), ("Englisch", "C1"), ("Französisch", "Grundkenntnisse")),
    ),
    Person(
        "fr", "Élodie Varembert", "Ingénieure données", "elodie.varembert@example.fr", "+33 6 55 50 18 27", "Lyon", "France", "FR",
        ("linkedin.com/in/elodie-varembert", "varembert.example"),
        "Ingénieure données depuis huit ans, entre recherche publique et jeunes entreprises. J'aime les chaînes de traitement simples, mesurées et bien documentées.",
        (
            Job("Ingénieure données", "Clairval Santé SAS", "Lyon", "2019-09", "",
                ("Conception d'un entrepôt de données pour 22 hôpitaux, conforme aux règles de protection des données de santé.",
                 "Réduction du temps de calcul des indicateurs quotidiens de quatre heures à onze minutes.",
                 "Formation de douze analystes à SQL et à la lecture des indicateurs.")),
            Job("Analyste de données", "Groupe Ferrand Mobilités", "Grenoble", "2016-02", "2019-08",
                ("Prévision de la fréquentation des lignes de bus avec une erreur moyenne de 6 %.",
                 "Mise en place de tableaux de bord consultés chaque jour par 150 personnes.")),
            Job("Stagiaire en statistique", "Institut Mérieux-Dorval", "Paris", "2015-03", "2015-08",
                ("Étude de la qualité de l'air dans 40 villes et rédaction d'un rapport de synthèse.",)),
        ),
        (
            Degree("Master", " en ", "Statistique appliquée", "Université de Haute-Rive", "Lyon", "2013", "2015"),
            Degree("Licence", " en ", "Mathématiques", "Université de Haute-Rive", "Lyon", "2010", "2013"),
        ),
        (("Données", ("Python", "SQL", "dbt", "Airflow")), ("Visualisation", ("Metabase", "Power BI")), ("Méthodes", ("Statistique", "Qualité des données"))),
        (("Français", "Langue maternelle"), ("Anglais", "C1"), ("Italien", "A2")),
    ),
    Person(
        "es", "Lucía Montesol Ibarra", "Diseñadora de producto", "lucia.montesol@example.es", "+34 655 501 733", "Valencia", "España", "ES",
        ("linkedin.com/in/lucia-montesol", "behance.net/montesol", "luciamontesol.example"),
        "Diseñadora de producto con nueve años de experiencia en banca y educación. Investigo primero, dibujo después y mido lo que cambia para las personas.",
        (
            Job("Diseñadora de producto", "Banco Litoral S.A.", "Valencia", "2020-01", "",
                ("Rediseño del alta de clientes: el abandono bajó del 41 al 17 % en seis meses.",
                 "Creación de un sistema de diseño que usan nueve equipos y que cumple las pautas de accesibilidad.",
                 "Coordinación de entrevistas con más de 120 personas mayores.")),
            Job("Diseñadora UX", "Aulaviva Educación S.L.", "Madrid", "2016-04", "2019-12",
                ("Diseño de una aplicación de lectura con 300.000 alumnos activos.",
                 "Pruebas de uso en 25 colegios, cada trimestre, con informes para el equipo de desarrollo.")),
            Job("Diseñadora gráfica", "Estudio Tramontana", "Castellón", "2014-07", "2016-03",
                ("Identidad visual de festivales, museos y pequeñas editoriales.",)),
        ),
        (
            Degree("Máster", " en ", "Diseño de interacción", "Universidad del Turia", "Valencia", "2013", "2014"),
            Degree("Grado", " en ", "Bellas Artes", "Universidad Politécnica de Levante", "Alicante", "2009", "2013"),
        ),
        (("Diseño", ("Figma", "Prototipado", "Sistemas de diseño")), ("Investigación", ("Entrevistas", "Pruebas de uso")), ("Código", ("HTML", "CSS"))),
        (("Español", "Nativo"), ("Catalán", "C2"), ("Inglés", "C1")),
    ),
    Person(
        "pt", "Tomás Vilarinho Sá", "Gestor de produto", "tomas.vilarinho@example.pt", "+351 915 550 162", "Porto", "Portugal", "PT",
        ("linkedin.com/in/tomas-vilarinho", "vilarinho.example"),
        "Gestor de produto com experiência em comércio eletrónico e energia. Trabalho perto de quem usa o produto e decido com números simples.",
        (
            Job("Gestor de produto", "Ventomar Energia S.A.", "Porto", "2021-02", "",
                ("Lançamento de uma aplicação para 90.000 clientes que mostra o consumo de hora em hora.",
                 "Redução de chamadas ao apoio em 28 % num ano, com mensagens mais claras nas faturas.",
                 "Definição do plano trimestral com quatro equipas de engenharia.")),
            Job("Analista de negócio", "Mercado Ribeira Lda", "Braga", "2017-01", "2021-01",
                ("Análise do funil de compra e aumento da taxa de conversão de 1,9 para 2,7 %.",
                 "Negociação com seis transportadoras e poupança de 340 mil euros por ano.")),
            Job("Consultor júnior", "Atlântica Consultores", "Lisboa", "2014-10", "2016-12",
                ("Estudos de mercado para empresas de calçado e de vinho do norte do país.",)),
        ),
        (
            Degree("Mestrado", " em ", "Gestão", "Universidade do Douro", "Porto", "2012", "2014"),
            Degree("Licenciatura", " em ", "Economia", "Universidade de Vale Formoso", "Coimbra", "2009", "2012"),
        ),
        (("Produto", ("Descoberta", "Priorização", "Métricas")), ("Ferramentas", ("Jira", "SQL", "Looker")), ("Métodos", ("Scrum", "Entrevistas"))),
        (("Português", "Língua materna"), ("Inglês", "C2"), ("Francês", "B1")),
    ),
    Person(
        "nl", "Sanne Westerdijk", "Marketingmanager", "sanne.westerdijk@example.nl", "+31 6 5550 1988", "Utrecht", "Nederland", "NL",
        ("linkedin.com/in/sanne-westerdijk",),
        "Marketingmanager met tien jaar ervaring in duurzame merken. Ik schrijf helder, meet wat werkt en stop met wat niet werkt.",
        (
            Job("Marketingmanager", "Groenrijk Voeding B.V.", "Utrecht", "2019-04", "",
                ("Groei van de webwinkel van 2 naar 7 miljoen euro omzet in vier jaar.",
                 "Opbouw van een nieuwsbrief met 85.000 lezers en een openingspercentage van 44 %.",
                 "Leiding over een team van vijf medewerkers en twee bureaus.")),
            Job("Contentspecialist", "Fietsfabriek Lindeman", "Amersfoort", "2015-08", "2019-03",
                ("Nieuwe website met 600 pagina's in drie talen, op tijd en binnen het budget opgeleverd.",
                 "Campagne voor de elektrische bakfiets die 3.100 proefritten opleverde.")),
            Job("Stagiair communicatie", "Stichting Waterland", "Zwolle", "2015-02", "2015-07",
                ("Persberichten, interviews en het jaarverslag van 2014.",)),
        ),
        (
            Degree("Master", " ", "Communicatiewetenschap", "Universiteit van Vechtdal", "Zwolle", "2013", "2015"),
            Degree("Bachelor", " ", "Commerciële economie", "Hogeschool Eemland", "Amersfoort", "2009", "2013"),
        ),
        (("Marketing", ("SEO", "E-mailmarketing", "Merkstrategie")), ("Tools", ("Google Analytics", "HubSpot")), ("Schrijven", ("Redactie", "Interviews"))),
        (("Nederlands", "Moedertaal"), ("Engels", "C1"), ("Duits", "B2")),
    ),
    Person(
        "pl", "Zofia Brzezicka", "Analityczka danych", "zofia.brzezicka@example.pl", "+48 555 012 377", "Kraków", "Polska", "PL",
        ("linkedin.com/in/zofia-brzezicka", "github.com/brzezicka"),
        "Analityczka danych z siedmioletnim doświadczeniem w handlu i ubezpieczeniach. Lubię proste modele, które ktoś naprawdę wykorzystuje.",
        (
            Job("Starsza analityczka danych", "Słoneczny Brzeg Ubezpieczenia S.A.", "Kraków", "2021-06", "",
                ("Model wykrywania nadużyć, który w pierwszym roku oszczędził 4,2 mln zł.",
                 "Skrócenie czasu przygotowania raportów miesięcznych z pięciu dni do jednego.",
                 "Szkolenia z SQL dla 60 osób z działu likwidacji szkód.")),
            Job("Analityk danych", "Handlopol sp. z o.o.", "Wrocław", "2017-09", "2021-05",
                ("Prognoza popytu dla 1200 sklepów, dzięki której straty świeżej żywności spadły o 14 %.",
                 "Automatyzacja testów cenowych w Pythonie i wdrożenie ich w ośmiu regionach.")),
            Job("Stażystka", "Instytut Badań Regionalnych", "Katowice", "2016-07", "2016-12",
                ("Opracowanie ankiet i wykresów do raportu o rynku pracy.",)),
        ),
        (
            Degree("Magister", ", ", "Matematyka stosowana", "Uniwersytet Beskidzki", "Kraków", "2015", "2017"),
            Degree("Licencjat", ", ", "Matematyka", "Uniwersytet Beskidzki", "Kraków", "2012", "2015"),
        ),
        (("Analiza", ("Python", "R", "SQL")), ("Narzędzia", ("Power BI", "Git", "Snowflake")), ("Metody", ("Prognozowanie", "Testy A/B"))),
        (("Polski", "Ojczysty"), ("Angielski", "C1"), ("Niemiecki", "B1")),
    ),
)  # fmt: skip
