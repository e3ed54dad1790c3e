"""The small job of clients.mjs, by gql for Python: over HTTP, and the journal over a WebSocket.

Reads from standard input where to ask, who asks, and the documents.
"""

import asyncio
import json
import sys
import uuid

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportError
from gql.transport.websockets import WebsocketsTransport


async def ask(http, document, variables=None, token=None):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with Client(transport=AIOHTTPTransport(url=http, headers=headers)) as session:
        request = gql(document)
        request.variable_values = variables or {}
        return await session.execute(request)


async def follow(ws, document, token):
    credentials = {"authorization": f"Bearer {token}"}
    # It looks for the agreed protocol under a header name of mixed case, and finds none where the
    # server writes names in lower case: offering one protocol leaves nothing to look for.
    transport = WebsocketsTransport(
        url=ws,
        init_payload=credentials,
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )
    async with Client(transport=transport) as session:
        return [item async for item in session.subscribe(gql(document))]


async def job(task):
    http, documents = task["http"], task["documents"]
    entered = await ask(http, documents["signIn"], {"input": task["account"]})
    token = entered["signIn"]["accessToken"]
    assert token, entered
    try:
        await ask(http, documents["read"], token="nonsense")
        raise AssertionError("a bad token was taken")
    except TransportError:
        pass
    found = await ask(http, documents["read"], token=token)
    assert found["plans"]["edges"][0]["node"]["title"], found
    key = f"gql {uuid.uuid4()}"
    viewer = found["viewer"]
    change = {
        "organisationId": viewer["actingPost"]["unit"]["id"],
        "personId": viewer["person"]["id"],
        "phone": "0355-2026002",
        "clientMutationId": key,
    }
    done = await ask(http, documents["change"], {"input": change}, token)
    assert done["nameLiaison"] == {"clientMutationId": key, "errors": []}, done
    items = await follow(task["ws"], documents["follow"], token)
    positions = [item["journalEvents"]["position"] for item in items]
    assert len(positions) == 3 and positions == sorted(set(positions)), positions


asyncio.run(job(json.load(sys.stdin)))
