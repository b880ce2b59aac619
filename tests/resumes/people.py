"""Invented people with résumés, for tests and benchmarks. No person, company or school here exists."""

from dataclasses import dataclass
from typing import Any

from resumes.document import ResumeDocument


@dataclass(frozen=True)
class Person:
    """Somebody's résumé and its language."""

    key: str
    language: str
    data: dict[str, Any]

    @property
    def document(self) -> ResumeDocument:
        return ResumeDocument.from_json(self.data)


ANA = Person(
    "ana",
    "en",
    {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": {
            "name": "Ana Moreira",
            "label": "Operations Lead",
            "email": "ana@example.com",
            "phone": "+55 81 5550 0142",
            "url": "https://ana-moreira.example/work",
            "summary": "Eight years of making small logistics teams dependable: **fewer late deliveries**, clearer vendors, calmer Mondays. "
            "I write things down, measure what matters and leave teams that run without me.",
            "location": {"city": "Recife", "countryCode": "BR"},
            "profiles": [
                {"network": "Codehaven", "username": "ana-moreira", "url": "https://codehaven.example/ana-moreira"},
                {"network": "Fediverse", "username": "@ana@social.example", "url": "https://social.example/@ana"},
            ],
        },
        "work": [
            {
                "name": "Maré Logística",
                "position": "Operations Lead",
                "location": "Recife, remote",
                "url": "https://mare-logistica.example",
                "startDate": "2022-03",
                "summary": "Responsible for dispatch, vendors and a team of six in two cities.",
                "highlights": [
                    "Cut late deliveries from 9% to 3% by rebuilding the dispatch schedule around the hours in which customers are in",
                    "Managed a vendor budget of R$1.8 million and renegotiated 14 of 19 contracts",
                    "Led a team of six in Recife and Fortaleza; nobody left in two years",
                    "Wrote the handbook that new dispatchers finish in *three days* instead of two weeks",
                ],
            },
            {
                "name": "Feira Viva",
                "position": "Operations Analyst",
                "location": "Recife",
                "startDate": "2019-06",
                "endDate": "2022-02",
                "highlights": [
                    "Built the weekly report that 40 market sellers still use",
                    "Moved stock counts from paper to a shared sheet in six weeks",
                    "Found R$120,000 of double payments a year with [one query](https://feira-viva.example/payments)",
                ],
            },
            {
                "name": "Porto Verde Armazéns",
                "position": "Logistics Trainee",
                "location": "Recife",
                "startDate": "2018",
                "endDate": "2018",
                "highlights": ["Mapped 14 delivery routes and took two of them off the road"],
            },
        ],
        "volunteer": [
            {
                "organization": "Banco de Alimentos do Cais",
                "position": "Route planner",
                "startDate": "2020-04",
                "endDate": "2023-12",
                "summary": "Planned Saturday routes for 12 drivers.",
            }
        ],
        "education": [
            {
                "institution": "Universidade do Litoral",
                "studyType": "BSc",
                "area": "Business Administration",
                "startDate": "2014",
                "endDate": "2018",
                "score": "8.7 of 10",
                "courses": ["Operations research", "Statistics", "Cost accounting"],
            }
        ],
        "awards": [{"title": "Operations Team of the Year", "date": "2024-11", "awarder": "Maré Logística"}],
        "certificates": [
            {
                "name": "Certified Supply Planner",
                "date": "2021-05",
                "issuer": "Supply Guild",
                "url": "https://supply-guild.example/verify/88213",
            }
        ],
        "publications": [
            {
                "name": "Small fleets, few spreadsheets",
                "publisher": "Cais Journal",
                "releaseDate": "2023-08-14",
                "url": "https://cais.example/fleets",
            }
        ],
        "skills": [
            {
                "name": "Planning",
                "level": "Expert",
                "keywords": ["Dispatch planning", "Capacity models", "Google Sheets"],
            },
            {"name": "Tools", "keywords": ["SQL", "Zapier", "Notion", "Metabase"]},
            {"name": "People", "keywords": ["Hiring", "Vendor management"]},
        ],
        "languages": [
            {"language": "Portuguese", "fluency": "native"},
            {"language": "English", "fluency": "C1"},
            {"language": "Spanish", "fluency": "B2"},
        ],
        "interests": [{"name": "Open-water swimming"}, {"name": "Sourdough"}],
        "references": [
            {"name": "Rui Falcão", "reference": "Ana is the calmest person I've seen in a warehouse on fire."}
        ],
        "projects": [
            {
                "name": "Route notebook",
                "entity": "Own project",
                "roles": ["Author"],
                "startDate": "2023-01",
                "endDate": "2023-06",
                "description": "A small planner for fleets of up to 20 vans.",
                "highlights": ["Used by three food banks"],
                "keywords": ["Python", "SQLite"],
                "url": "https://codehaven.example/ana-moreira/route-notebook",
            }
        ],
        "meta": {"version": "v1.0.0", "lastModified": "2026-11-02T10:00:00", "theme": "kept"},
        "x-own-section": [{"title": "kept as well"}],
    },
)

# Many jobs over thirty years, on three pages and more, with words from offices to affluent that ligatures could damage.
_TASKS = (
    "Offered first-line office support to 240 staff and cut the time to a fix from five hours to fifty minutes",
    "Rewrote the file transfer of 38 branch offices, which had failed on every fifth night, so that it finishes before staff arrive",
    "Verified and classified 12,000 configuration records with two colleagues, and deleted the half that nobody could explain",
    "Introduced a well-written on-call guide, a fair rota and a weekly review, after which night calls fell by 71%",
)
KLAUS = Person(
    "klaus",
    "de",
    {
        "basics": {
            "name": "Klaus-Jürgen Weißenfels-Größmann",
            "label": "Systemadministrator für Lager- und Fördertechnik",
            "email": "kj.weissenfels@example.org",
            "location": {
                "address": "Lindenweg 7b",
                "postalCode": "04999",
                "city": "Großweißbach",
                "countryCode": "DE",
                "region": "Sachsen",
            },
            "summary": "Erster Absatz: dreißig Jahre Betrieb.\n\nZweiter Absatz:\n\n- öffentliche Verwaltung\n- Fördertechnik\n- Schichtbetrieb\n\n"
            "Dritter Absatz mit *Betonung* und **Nachdruck**.",
        },
        "work": [
            {
                "name": f"{place} Fördertechnik {year} GmbH",
                "position": position,
                "location": place,
                "startDate": f"{year}-{1 + year % 9:02}",
                "endDate": f"{year + 2}-{2 + year % 9:02}",
                "summary": "Zuständig für Betrieb, Netz und Schulung an zwei Standorten.",
                "highlights": list(_TASKS[: 2 + number % 3]),
            }
            for number, (year, place, position) in enumerate(
                [
                    (2023, "Großweißbach", "Leitender Systemadministrator"),
                    (2020, "Oberöd", "Systemadministrator"),
                    (2017, "Süderhafen", "Netzwerktechniker"),
                    (2014, "Altmühltal", "Effizienzbeauftragter"),
                    (2011, "Nöttingen", "Offizier der Werkfeuerwehr"),
                    (2008, "Bad Äußern", "Fachinformatiker"),
                    (2005, "Kößlarn", "Affinitätsanalyst"),
                    (2002, "Ützdorf", "Flottenkoordinator"),
                    (1999, "Übersee", "Auszubildender"),
                ]
            )
        ],
        "education": [
            {
                "institution": "Fachhochschule Oberöd",
                "studyType": "Diplom",
                "area": "Wirtschaftsinformatik",
                "startDate": "1995",
                "endDate": "1999",
                "score": "1,7",
            }
        ],
        "skills": [
            {"name": name} for name in ("Linux", "C++", "C#", "Netzwerke (LAN/WLAN)", "Förderbänder", "Schichtplanung")
        ],
        "languages": [{"language": "Deutsch", "fluency": "Muttersprache"}, {"language": "Englisch", "fluency": "B2"}],
        "projects": [{"name": "Bandwächter", "description": "Meldet stehende Bänder.", "startDate": "2021-09"}],
    },
)

ELENI = Person(
    "eleni",
    "el",
    {
        "basics": {
            "name": "Ελένη Παπαθανασίου-Ρήγα",
            "label": "Μηχανικός δεδομένων",
            "email": "eleni@example.gr",
            "summary": "Δέκα χρόνια εμπειρίας σε **αποθήκες δεδομένων** και ομάδες που δουλεύουν εξ αποστάσεως.",
            "location": {"city": "Θεσσαλονίκη", "countryCode": "GR"},
        },
        "work": [
            {
                "name": "Αιγαίο Δεδομένα",
                "position": "Επικεφαλής μηχανικός",
                "startDate": "2021-05",
                "highlights": ["Μείωσε τον χρόνο φόρτωσης από 6 ώρες σε 40 λεπτά", "Εκπαίδευσε οκτώ νέους μηχανικούς"],
            },
            {
                "name": "Βορράς Λογισμικό",
                "position": "Αναλύτρια",
                "startDate": "2016",
                "endDate": "2021",
                "highlights": ["Έγραψε 120 ελέγχους ποιότητας δεδομένων"],
            },
        ],
        "education": [
            {"institution": "Σχολή Μηχανικών Βορρά", "studyType": "Δίπλωμα", "area": "Πληροφορική", "endDate": "2015"}
        ],
        "skills": [
            {"name": "Βάσεις δεδομένων", "keywords": ["PostgreSQL", "DuckDB"]},
            {"name": "Γλώσσες", "keywords": ["Python", "Rust"]},
        ],
        "languages": [{"language": "Ελληνικά", "fluency": "μητρική"}, {"language": "Αγγλικά", "fluency": "Γ2"}],
    },
)

OLENA = Person(
    "olena",
    "uk",
    {
        "basics": {
            "name": "Олена Їжакевич",
            "label": "Редакторка технічної документації",
            "phone": "+380 44 555 01 99",
            "summary": "Пишу документацію, яку читають. Об’єднала три довідники в один.",
            "location": {"city": "Львів", "countryCode": "UA"},
        },
        "work": [
            {
                "name": "Калина Софт",
                "position": "Старша редакторка",
                "startDate": "2020-02",
                "highlights": [
                    "Скоротила кількість звернень до підтримки на 34 %",
                    "Запровадила перевірку стилю для 18 авторів",
                ],
            },
            {
                "name": "Ґанок Медіа",
                "position": "Коректорка",
                "startDate": "2015-09",
                "endDate": "2020-01",
                "highlights": ["Вичитала 60 книжок"],
            },
        ],
        "education": [
            {
                "institution": "Інститут мов Заходу",
                "studyType": "Магістр",
                "area": "Філологія",
                "startDate": "2010",
                "endDate": "2015",
            }
        ],
        "skills": [{"name": "Документація як код"}, {"name": "Переклад"}, {"name": "Структурування змісту"}],
        "certificates": [{"name": "Редактор технічних текстів", "issuer": "Спілка редакторів", "date": "2019"}],
    },
)

LAYLA = Person(
    "layla",
    "ar",
    {
        "basics": {
            "name": "ليلى الحداد",
            "label": "مديرة منتجات",
            "email": "layla@example.net",
            "summary": "خبرة تسع سنوات في بناء منتجات رقمية لفرق موزعة.",
            "location": {"city": "عمان", "countryCode": "JO"},
        },
        "work": [
            {
                "name": "شركة الواحة الرقمية",
                "position": "مديرة منتجات أولى",
                "startDate": "2021-03",
                "highlights": ["رفعت رضا العملاء من 71% إلى 88%", "قادت فريقا من ستة أشخاص"],
            },
            {
                "name": "مختبر النخيل",
                "position": "محللة أعمال",
                "startDate": "2016",
                "endDate": "2021",
                "highlights": ["وثقت خمسين عملية عمل"],
            },
        ],
        "education": [
            {"institution": "معهد الساحل", "studyType": "بكالوريوس", "area": "هندسة البرمجيات", "endDate": "2015"}
        ],
        "skills": [{"name": "بحوث المستخدمين"}, {"name": "SQL"}],
        "languages": [{"language": "العربية", "fluency": "لغة أم"}, {"language": "الإنجليزية", "fluency": "C1"}],
    },
)

MINIMAL = Person(
    "minimal",
    "en",
    {"basics": {"name": "Bo Li"}, "work": [{"position": "Clerk", "name": "Tin & Twine", "startDate": "2024"}]},
)

# Everything that a file format, a template or a viewer could take for an instruction.
HOSTILE = Person(
    "hostile",
    "en",
    {
        "basics": {
            "name": '=HYPERLINK("http://evil.example","Mo")',
            "label": '#panic("out") $x$ `#eval("1")` </w:t> <script>alert(1)</script>',
            "email": "mo@example.com",
            "phone": "+1 555\r\nURL:javascript:alert(1)",
            "url": "https://evil.example/'onclick='alert(1)",
            "summary": '#read("/etc/passwd") #include "resume.typ" [click](javascript:alert(1)) [data](data:text/html,x) ![i](https://evil.example/p.png)\n\n'
            "<img src=x onerror=alert(1)> &lt;b&gt; &copy; \\u{41} %s {0} {{ 7*7 }} *open **marks _\n\n# no heading\n\n> no quote\n\n```\nno code\n```",
            "location": {"city": "Ca\u202efdp", "countryCode": "../../etc"},
            "profiles": [
                {
                    "network": "javascript",
                    "username": "alert(1)",
                    "url": "https://evil.example/<svg/onload=alert(1)>".replace("<", "%3C").replace(">", "%3E"),
                }
            ],
        },
        "work": [
            {
                "name": "A" * 300,
                "position": "Bell\x07 ringer\x1b[31m",
                "startDate": "2020-01",
                "endDate": "2021-01",
                "summary": "@SUM(1+1)*cmd|' /C calc'!A0",
                "highlights": [
                    "-2+3+cmd",
                    "+1",
                    "1. one",
                    "- two",
                    "=1+1",
                    "| a | b |",
                    "https://evil.example/" + "x" * 400,
                    "[x](https://ok.example/a_(b)?q=<>)",
                ],
            }
        ],
        "education": [{"institution": "]]>--><!-- end", "studyType": "{{constructor}}", "area": "${7*7}"}],
        "skills": [{"name": "' OR 1=1 --", "keywords": ["a,b;c\\d", "\u0000nul"]}],
    },
)

# Chinese characters, which none of the fonts in the repository has.
MEI = Person(
    "mei",
    "zh",
    {
        "basics": {"name": "林小梅", "label": "数据分析师"},
        "work": [
            {
                "name": "青松科技",
                "position": "分析师",
                "startDate": "2020-07",
                "highlights": ["把报表时间从两天缩短到三小时"],
            }
        ],
    },
)

PEOPLE = (ANA, KLAUS, ELENI, OLENA, LAYLA, MINIMAL, HOSTILE)
