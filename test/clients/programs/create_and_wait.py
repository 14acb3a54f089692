"""Creates a member, reads a typed error and waits for a bulk, with the generated client `loyalty`."""

import os
import time

from loyalty import AuthenticatedClient
from loyalty.api.member_bulks import member_bulks_create_or_update, member_bulks_status
from loyalty.api.members import members_create
from loyalty.models import MemberBulksCreateOrUpdateBody, MemberErrors, MembersCreateBody

client = AuthenticatedClient(
    base_url=os.environ["LOYALTY_URL"],
    token=os.environ["LOYALTY_TOKEN"],
    prefix="",
    auth_header_name="X-Client-Authorization",
)
club = os.environ["LOYALTY_CLUB"]
headers = {"x_product_name": "default", "x_user_agent": "python"}


def person(name: str) -> dict:
    return {"properties": {"email": f"{name}@python.example.com", "first_name": "Kari", "last_name": "Nordmann"}}


member = members_create.sync(club, client=client, body=MembersCreateBody.from_dict(person("one")), **headers)
print("created", member.properties["email"])

refused = members_create.sync(club, client=client, body=MembersCreateBody.from_dict(person("one")), **headers)
assert isinstance(refused, MemberErrors)
print("refused", refused["email"][0].error)

body = MemberBulksCreateOrUpdateBody.from_dict({"members": [person(f"bulk-{n}") for n in range(20)]})
bulk = member_bulks_create_or_update.sync(club, client=client, body=body, **headers)
for _ in range(600):
    status = member_bulks_status.sync(club, bulk.job_id, client=client, **headers)
    if status.status in ("finished", "fatal_error"):
        break
    time.sleep(0.2)
print("bulk", str(status.status), status.members_created_number)
