// Audits a Duban server by the tools its clients are made of, and ends with `N passed, N failed`.
//
//   node run.mjs BINARY                   starts `BINARY demo` on a free port and signs in; then
//                                         walks the first path with servers of its own
//   node run.mjs BINARY --python PYTHON   the same, and lets a Python with gql work, too
//   node run.mjs --url URL [--token JWT]  audits a server that runs already; URL ends in /graphql

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Checks, within } from "./checks.mjs";
import { letClientsWork } from "./clients.mjs";
import { walkFirstPath } from "./first-path.mjs";
import { auditHttp } from "./http-audit.mjs";
import { auditHttpExtra } from "./http-extra.mjs";
import { auditIntrospection } from "./introspection.mjs";
import { auditWebSocket } from "./ws-audit.mjs";

// Ends by itself after some items, as the audit of streams needs.
const SUBSCRIPTION = "subscription { journalEvents(first: 3) { __typename } }";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: "string" }, token: { type: "string" }, subscription: { type: "string" },
    python: { type: "string" } },
});
if (!values.url && positionals.length !== 1) {
  console.error("usage: run.mjs BINARY | --url URL [--token JWT] [--subscription DOCUMENT]");
  process.exit(2);
}

try {
  process.exit(await run());
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exit(1);
}

async function run() {
  const checks = new Checks();
  const demo = values.url ? undefined : await startDemo(positionals[0]);
  try {
    const http = values.url ?? new URL("/graphql", demo.url).href;
    const token = values.token ?? (demo && (await signIn(http, demo.account)));
    const ws = `${http.replace(/^http/, "ws")}/ws`;
    const target = { http, ws, token };
    const schema = await auditIntrospection(target, checks);
    const streams = schema?.getSubscriptionType();
    if (streams) target.subscription = values.subscription ?? SUBSCRIPTION;
    else console.log("skipped: streams, because the schema has no subscription yet");
    await auditHttp(target, checks);
    await auditWebSocket(target, checks);
    if (demo) {
      await letClientsWork({ http, ws, account: demo.handler, python: values.python }, checks);
    }
    await auditHttpExtra(target, checks);
  } finally {
    await demo?.stop();
  }
  if (demo) await walkFirstPath(positionals[0], checks);
  console.log(`\n${checks.passed} passed, ${checks.failed} failed`);
  return checks.failed === 0 ? 0 : 1;
}

// Starts the demo on a port of its own choosing and reads its address, an account of the office
// and one of a unit's handler from what it prints for people: a URL, and lines of username and password.
async function startDemo(binary) {
  const data = await mkdtemp(join(tmpdir(), "duban-protocol-"));
  const server = spawn(binary, ["demo", "--listen", "127.0.0.1:0", "--data", data]);
  const ended = new Promise((resolve) => server.on("exit", resolve));
  let printed = "";
  const stop = async () => {
    server.kill("SIGTERM");
    await within(20, ended).catch(() => server.kill("SIGKILL"));
    await rm(data, { recursive: true, force: true });
  };
  const ready = new Promise((resolve, reject) => {
    const read = (text) => {
      printed += text;
      const lines = printed.slice(0, printed.lastIndexOf("\n") + 1);
      const url = lines.match(/https?:\/\/[\w.:[\]-]+/);
      const person = (name) => {
        const found = lines.match(new RegExp(`^\\s*(${name})\\s+(\\S+)`, "m"));
        return found && { username: found[1], password: found[2] };
      };
      const [account, handler] = [person("office[\\w.-]*"), person("[\\w-]+\\.handler")];
      if (url && account && handler) resolve({ url: url[0], account, handler });
    };
    for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", read);
    server.on("error", reject);
    ended.then((code) => reject(new Error(`the demo ended with ${code}`)));
  });
  try {
    const demo = await within(120, ready);
    await within(60, untilReady(new URL("/ready", demo.url)));
    return { ...demo, stop };
  } catch (error) {
    await stop();
    throw new Error(`the demo does not serve: ${error.message}\n${printed}`);
  }
}

async function untilReady(url) {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function signIn(http, account) {
  const query =
    "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken errors { message } } }";
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ query, variables: { input: account } });
  const answer = await (await fetch(http, { method: "POST", headers, body })).json();
  const token = answer.data?.signIn?.accessToken;
  if (!token) throw new Error(`${account.username} cannot sign in: ${JSON.stringify(answer)}`);
  return token;
}
