"""The statuses of states in the Shanghai Cooperation Organisation, as ``sco_members`` has them."""

MEMBERS = ("founding member", "member")
STATUSES = (*MEMBERS, "observer", "dialogue partner", "partner")  # what lasts
DISPUTED = {  # a date that contradicts the others, and the status whose date it disputes
    "disputed membership": "member",
    "disputed observer status": "observer",
    "disputed dialogue partnership": "dialogue partner",
}
