// The graphql-transport-ws protocol: by its reference client where that can ask, and by raw frames
// where only a wrong client would.

import assert from "node:assert/strict";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

export async function auditWebSocket(target, checks) {
  const payload = target.token ? { authorization: `Bearer ${target.token}` } : {};
  const init = { type: "connection_init", payload };
  const open = () =>
    createClient({ url: target.ws, webSocketImpl: WebSocket, connectionParams: payload, retryAttempts: 0 });
  await byClient(open, checks);
  if (target.subscription) await streams(open, target, init, checks);
  await byFrames(target, init, checks);
  await checks.run("1 MiB of junk ends its own connection only", async () => {
    await talk(target.ws, { onOpen: (say) => say("x".repeat(1 << 20)) });
    const client = open();
    const [answer] = await answers(client, "{ __typename }");
    await client.dispose();
    assert.equal(answer.data.__typename, "Query");
  });
}

async function byClient(open, checks) {
  const client = open();
  await checks.run("a query runs over WebSocket", async () => {
    const [answer] = await answers(client, "{ __typename }");
    assert.equal(answer.data.__typename, "Query");
  });
  await checks.run("an invalid query is answered by an error message", async () => {
    await assert.rejects(answers(client, "{ noSuchField123 }"), (errors) => Array.isArray(errors));
  });
  await client.dispose();
}

async function streams(open, { ws, subscription }, init, checks) {
  // Without an end of its own, so that what ends it is what is tried.
  const endless = subscription.replace(/\(first: \d+\)/, "");
  const client = open();
  await checks.run("a subscription sends its items and completes", async () => {
    const items = await answers(client, subscription);
    assert.ok(items.length > 0, "it sent nothing");
    assert.equal(items[0].errors, undefined, JSON.stringify(items[0].errors));
  });
  await checks.run("unsubscribing ends the stream", async () => {
    let count = 0;
    const sink = { next: () => ((count += 1), stop()), error: () => {}, complete: () => {} };
    const stop = client.subscribe({ query: endless }, sink);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What was on its way may still arrive, and then nothing does.
    const arrived = count;
    assert.ok(arrived >= 1, "something came");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(count, arrived, "nothing comes any more");
  });
  await checks.run("20 streams share one socket", async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => answers(client, subscription)));
    const lengths = new Set(streams.map((items) => items.length));
    assert.equal(lengths.size, 1, `they differ in length: ${[...lengths]}`);
  });
  await client.dispose();
  await checks.run("a subscription id that is in use closes with 4409", () => {
    const onMessage = (message, say) => {
      if (message.type !== "connection_ack") return;
      for (let twice = 0; twice < 2; twice += 1) say(subscribe("same", endless));
    };
    return closes(ws, 4409, { onOpen: (say) => say(init), onMessage });
  });
}

async function byFrames({ ws, token }, init, checks) {
  await checks.run("the sub-protocol is agreed on", async () => {
    const end = await talk(ws, { onOpen: (_, finish) => finish("open") });
    assert.equal(end.protocol, "graphql-transport-ws");
  });
  await checks.run("an unknown sub-protocol is not", async () => {
    const end = await talk(ws, { protocol: "no-such-protocol", onOpen: (_, finish) => finish("open") });
    assert.notEqual(end.code, "open");
  });
  await checks.run("a ping is answered by a pong", async () => {
    const onMessage = (message, say, finish) => {
      if (message.type === "connection_ack") say({ type: "ping" });
      if (message.type === "pong") finish("pong");
    };
    await closes(ws, "pong", { onOpen: (say) => say(init), onMessage });
  });
  await checks.run("a frame that is not JSON closes with 4400", () =>
    closes(ws, 4400, { onOpen: (say) => say("hello") }),
  );
  await checks.run("an unknown message closes with 4400", () =>
    closes(ws, 4400, { onOpen: (say) => say({ type: "noSuchMessage" }) }),
  );
  await checks.run("subscribing before the acknowledgement closes with 4401", () =>
    closes(ws, 4401, { onOpen: (say) => say(subscribe("1", "{ __typename }")) }),
  );
  await checks.run("silence instead of connection_init closes with 4408", () => closes(ws, 4408, { seconds: 12 }));
  await checks.run("a second connection_init closes with 4429", () => {
    const onMessage = (message, say) => message.type === "connection_ack" && say(init);
    return closes(ws, 4429, { onOpen: (say) => say(init), onMessage });
  });
  if (token) {
    await checks.run("a bad token closes with 4401 or 4403", () => {
      const bad = { type: "connection_init", payload: { authorization: "Bearer bad" } };
      return closes(ws, [4401, 4403], { onOpen: (say) => say(bad) });
    });
  }
}

const subscribe = (id, query) => ({ id, type: "subscribe", payload: { query } });

// Holds when a conversation ends with the code, or with one of them.
async function closes(url, code, talkers) {
  const end = await talk(url, talkers);
  assert.ok([code].flat().includes(end.code), `closed with ${end.code}: ${JSON.stringify(end.got)}`);
}

// Everything a query or subscription sends until it completes.
function answers(client, query) {
  return new Promise((resolve, reject) => {
    const got = [];
    client.subscribe({ query }, { next: (item) => got.push(item), error: reject, complete: () => resolve(got) });
  });
}

// Opens a raw connection and tells how it ended: the close code, or what `finish` was given.
function talk(url, { protocol = "graphql-transport-ws", onOpen, onMessage, seconds = 4 }) {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, protocol);
    const got = [];
    const say = (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message));
    const finish = (code) => {
      clearTimeout(timer);
      resolve({ code, got, protocol: socket.protocol });
      socket.terminate();
    };
    const timer = setTimeout(() => finish("nothing"), seconds * 1000);
    socket.on("open", () => onOpen?.(say, finish));
    socket.on("message", (data) => {
      const message = JSON.parse(data);
      got.push(message);
      onMessage?.(message, say, finish);
    });
    socket.on("close", finish);
    socket.on("error", (error) => finish(error.message));
  });
}
