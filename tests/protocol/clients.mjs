// A small job by each of the clients people use: sign in, read, change something, follow the
// journal. One list of documents for all of them; what differs is who sends it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

export const DOCUMENTS = {
  signIn: `mutation Enter($input: SignInInput!) {
    signIn(input: $input) { accessToken errors { message } } }`,
  read: `query Mine { plans(first: 2) { edges { node { id title } } }
    viewer { person { id } actingPost { unit { id } } } }`,
  change: `mutation Name($input: NameLiaisonInput!) {
    nameLiaison(input: $input) { clientMutationId errors { code message } } }`,
  follow: `subscription Follow { journalEvents(first: 3) { __typename position } }`,
};

// Each is asked for the answer of one document, or for all items of a subscription, with a token or
// without one.
export async function letClientsWork(target, checks) {
  await checks.run("graphql-ws does a small job", () => job("graphql-ws", overSocket(target), target));
  await checks.run("urql does a small job", () => job("urql", byUrql(target), target));
  if (target.python) {
    await checks.run("gql for Python does a small job", () => byPython(target), 60);
  }
}

async function job(name, { ask, follow }, { account }) {
  const entered = await ask(DOCUMENTS.signIn, { input: account });
  const token = entered.signIn.accessToken;
  assert.ok(token, JSON.stringify(entered));
  await assert.rejects(ask(DOCUMENTS.read, {}, "Bearer nonsense"), "a bad token is told");
  const found = await ask(DOCUMENTS.read, {}, `Bearer ${token}`);
  assert.ok(found.plans.edges[0].node.title, JSON.stringify(found));
  const organisationId = found.viewer.actingPost.unit.id;
  const personId = found.viewer.person.id;
  const clientMutationId = `${name} ${crypto.randomUUID()}`;
  const input = { organisationId, personId, phone: "0355-2026001", clientMutationId };
  const done = (await ask(DOCUMENTS.change, { input }, `Bearer ${token}`)).nameLiaison;
  assert.deepEqual(done, { clientMutationId, errors: [] });
  const items = await follow(DOCUMENTS.follow, `Bearer ${token}`);
  assert.equal(items.length, 3);
  assert.ok(items[0].journalEvents.position < items[2].journalEvents.position);
}

// Everything over one kind of connection: this client knows no other.
function overSocket({ ws }) {
  const all = async (query, variables, authorization) => {
    const connectionParams = authorization ? { authorization } : {};
    const client = createClient({ url: ws, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    const items = [];
    try {
      for await (const item of client.iterate({ query, variables })) {
        assert.equal(item.errors, undefined, JSON.stringify(item.errors));
        items.push(item.data);
      }
    } finally {
      await client.dispose();
    }
    return items;
  };
  return {
    ask: async (query, variables, authorization) => (await all(query, variables, authorization))[0],
    follow: (query, authorization) => all(query, {}, authorization),
  };
}

function byUrql({ http, ws }) {
  const open = (authorization) => {
    const connectionParams = authorization ? { authorization } : {};
    const socket = createClient({ url: ws, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    const forwardSubscription = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink) }),
    });
    const client = new Client({
      url: http,
      preferGetMethod: false,
      fetchOptions: { headers: authorization ? { authorization } : {} },
      exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })],
    });
    return { client, socket };
  };
  return {
    ask: async (query, variables, authorization) => {
      const { client } = open(authorization);
      const isMutation = query.startsWith("mutation");
      const asked = isMutation ? client.mutation(query, variables) : client.query(query, variables);
      const { data, error } = await asked.toPromise();
      if (error) throw error;
      return data;
    },
    follow: async (query, authorization) => {
      const { client, socket } = open(authorization);
      const items = [];
      const { promise, resolve, reject } = deferred();
      const subscribed = client.subscription(query, {}).subscribe(({ data, error }) => {
        if (error) return reject(error);
        items.push(data);
        if (items.length === 3) resolve(items);
      });
      try {
        return await promise;
      } finally {
        subscribed.unsubscribe();
        await socket.dispose();
      }
    },
  };
}

function deferred() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}

async function byPython({ http, ws, account, python }) {
  const script = new URL("client.py", import.meta.url).pathname;
  const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  // Not as arguments: those can be read by everybody on the machine.
  child.stdin.end(JSON.stringify({ http, ws, account, documents: DOCUMENTS }));
  const code = await new Promise((resolve, reject) => child.on("exit", resolve).on("error", reject));
  assert.equal(code, 0, said);
}
