"""Tests of Stepwell; `support` brings the real components they run against."""
