"""The authored part of the history of marketing: who said, flagged and proposed what, and how it went."""

from app.demo.marketing.people import VISITOR
from app.demo.marketing.story.plots import AGAINST, FOR, PLOTS
from app.demo.marketing.story.threads import THREADS
from app.demo.marketing.story.voices import VOICES
from app.demo.story import Story

STORY = Story(VOICES, THREADS, PLOTS, FOR, AGAINST, VISITOR)
