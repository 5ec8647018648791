"""Outputs of notebooks that are shown and not stored, by what marks them."""

PLOTLY = "application/vnd.plotly.v1+json"  # the kind of an interactive figure
FONT = "<!-- the font of Heartland's figures -->"  # how the HTML begins that gives a page the font
