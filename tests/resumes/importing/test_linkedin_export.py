"""LinkedIn's data export becomes a draft: its dates, blanks, texts of several lines, and files that are missing."""

import pytest

from resumes.importing import ImportRefused, read_file
from tests.resumes.importing import hostile
from tests.resumes.importing.measure import _parse_here

PROFILE = "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,Twitter Handles,Websites,Instant Messengers\n"
FILES = {
    "Profile.csv": PROFILE
    + 'Maren,Oakfield,,,,Platform Engineer,"I make systems boring.\n\nAnd I write.",Software,78701,"Austin, Texas",[moakfield],[PERSONAL:https://maren.example],\n',
    "Email Addresses.csv": "Email Address,Confirmed,Primary,Updated On\nold@example.com,Yes,No,\nmaren@example.com,Yes,Yes,\n",
    "PhoneNumbers.csv": "Extension,Number,Type\n,+1 512 555 0134,Mobile\n",
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    'Brightharbor,Engineer,"Owns deployments.\n• Cut the time to 6 minutes\n• Wrote the guide,\nwith examples","Austin, Texas",Mar 2021,\n'
    "Parcelwise,Developer,,,2016,Feb 2021\n",
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\nUniversity of Ashgrove,2011,2013,Thesis on queues,M.Sc.,\n",
    "Skills.csv": "Name\nPython\n\nGo\n",
    "Languages.csv": "Name,Proficiency\nSpanish,Professional working proficiency\n",
    "Certifications.csv": "Name,Url,Authority,Started On,Finished On,License Number\nCloud Architect,,Example Cloud,Jun 2020,Jun 2023,123\n",
    "Projects.csv": "Title,Description,Url,Started On,Finished On\ntinyqueue,A queue,github.com/moakfield/tinyqueue,Jan 2019,\n",
    "messages.csv": "CONTENT\nhello\n",
}


def export(files):
    return read_file(
        "export.zip", hostile.archive({name: text.encode() for name, text in files.items()}), parse=_parse_here
    )


def test_every_file_of_a_resume_is_read():
    assert export(FILES).document.to_json() == {
        "basics": {
            "name": "Maren Oakfield", "label": "Platform Engineer", "email": "maren@example.com", "phone": "+1 512 555 0134",
            "summary": "I make systems boring.\n\nAnd I write.", "location": {"city": "Austin, Texas", "postalCode": "78701"},
            "profiles": [{"network": "Twitter", "username": "moakfield"}], "url": "https://maren.example",
        },
        "work": [
            {"name": "Brightharbor", "position": "Engineer", "summary": "Owns deployments.", "location": "Austin, Texas", "startDate": "2021-03",
             "highlights": ["Cut the time to 6 minutes", "Wrote the guide, with examples"]},
            {"name": "Parcelwise", "position": "Developer", "startDate": "2016", "endDate": "2021-02"},
        ],
        "education": [{"institution": "University of Ashgrove", "startDate": "2011", "endDate": "2013", "studyType": "M.Sc."}],
        "skills": [{"name": "Python"}, {"name": "Go"}],
        "languages": [{"language": "Spanish", "fluency": "Professional working proficiency"}],
        "certificates": [{"name": "Cloud Architect", "issuer": "Example Cloud", "date": "2020-06"}],
        "projects": [{"name": "tinyqueue", "description": "A queue", "url": "https://github.com/moakfield/tinyqueue", "startDate": "2019-01"}],
    }  # fmt: skip


def test_what_has_no_field_is_listed_with_its_file_and_line():
    listed = {(one.file, one.line): one.reason for one in export(FILES).not_placed}

    assert "Thesis" in listed["Education.csv", 2]
    assert "123" in listed["Certifications.csv", 2]
    assert "one email address" in listed["Email Addresses.csv", 2]
    assert "Software" in listed["Profile.csv", 2]


def test_files_that_are_not_read_are_named():
    assert "messages.csv" in export(FILES).notes[0]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_no_problem(name):
    assert export({key: text for key, text in FILES.items() if key != name}).document.to_json()


def test_an_export_without_a_resume_is_refused():
    with pytest.raises(ImportRefused, match="none of the files"):
        export({"messages.csv": "CONTENT\nhello\n"})
    with pytest.raises(ImportRefused, match="couldn't find any part"):
        export({"Skills.csv": "Name\n"})
