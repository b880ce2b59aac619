"""Sources of advice: lines of a résumé, sentences of a job, sections of a guide, our statistics."""

from advice.sources.guide import of_guide
from advice.sources.job import of_job
from advice.sources.occupation import of_occupation
from advice.sources.resume import of_resume
from advice.sources.source import Kind, Source

__all__ = ["Kind", "Source", "of_guide", "of_job", "of_occupation", "of_resume"]
