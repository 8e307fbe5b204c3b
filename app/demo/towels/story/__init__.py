"""The authored part of the history of the hotels: who said, flagged and proposed what, and how it went."""

from app.demo.story import Story
from app.demo.towels.story.plots import AGAINST, FOR, PLOTS
from app.demo.towels.story.threads import THREADS
from app.demo.towels.story.voices import VOICES

STORY = Story(VOICES, THREADS, PLOTS, FOR, AGAINST)
