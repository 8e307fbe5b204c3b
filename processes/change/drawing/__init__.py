"""The drawing as a careful modeller would change it: places for what is new, room for it, ways led at right angles."""
