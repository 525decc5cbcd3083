"""What the root fields of following by mail are tried with."""

from services.public_comment.domain.receipt import ReceiptSecrets
from tests.integration.gateway.conftest import Door, new_key
from tests.integration.gateway.permissions.arguments import (
    TEXT,
    Given,
    World,
    an_input,
    tried_with,
)
from tests.integration.gateway.permissions.points import comment_with
from tests.support.backing import SECRETS


@tried_with("Mutation.followByMail")
async def _follow(world: World, _door: Door) -> Given:
    return an_input(**await world.secret(), mailAddress="tried@example.jp")


@tried_with("Mutation.stopMails")
async def _stop(world: World, _door: Door) -> Given:
    comment_id = await comment_with(world, f"{TEXT}{new_key()}")
    token = ReceiptSecrets(SECRETS["KYODO_SECRET_KEY"]).mail_token(comment_id)
    return an_input(token=token)
