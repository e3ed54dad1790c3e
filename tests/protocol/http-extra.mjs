// What the audit suite leaves out: cross-site requests, media types, and documents made to hurt.
// After each of the hostile ones the server must still answer an honest question.

import assert from "node:assert/strict";

const RESPONSE = "application/graphql-response+json";

export async function auditHttpExtra(target, checks) {
  const door = new Door(target);
  await crossSite(door, checks);
  await errors(door, checks);
  await mediaTypes(door, checks);
  await hostile(door, checks);
}

async function crossSite(door, checks) {
  await checks.run("a mutation by GET is answered 405", async () => {
    const answer = await door.get({ query: "mutation { __typename }" });
    assert.equal(answer.status, 405, answer.text);
  });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", undefined]) {
    await checks.run(`a POST with content type ${type ?? "none"} is refused`, async () => {
      const body = new TextEncoder().encode('{"query":"{ __typename }"}');
      const answer = await door.send({ method: "POST", headers: type ? { "content-type": type } : {}, body });
      refused(answer);
    });
  }
  const form = (bytes) => {
    const body = new FormData();
    body.append("operations", '{"query":"{ __typename }","variables":{"file":null}}');
    body.append("map", bytes ? '{"0":["variables.file"]}' : "{}");
    if (bytes) body.append("0", new Blob([new Uint8Array(bytes)]), "large.bin");
    return body;
  };
  await checks.run("a multipart POST without the preflight header is refused", async () => {
    refused(await door.send({ method: "POST", body: form() }));
  });
  const headers = { "graphql-require-preflight": "1" };
  if (door.isSignedIn) {
    await checks.run("a multipart POST with it is answered", async () => {
      const answer = await door.send({ method: "POST", headers, body: form() });
      assert.equal(answer.json.data?.__typename, "Query", answer.text);
    });
  }
  await checks.run("a file above the limit of 20 MiB is refused", async () => {
    refused(await door.send({ method: "POST", headers, body: form(21 << 20) }));
  });
}

async function errors(door, checks) {
  const noData = (answer, status) => {
    assert.equal(answer.status, status, answer.text);
    assert.ok(!("data" in answer.json), "a request that never ran has no `data`");
    assert.ok(answer.json.errors.length > 0, "it says what is wrong");
  };
  const bodies = {
    "a document that cannot be parsed": { query: "{" },
    "a field that does not exist": { query: "{ noSuchField123 }" },
    "a variable of the wrong type": {
      query: "query ($b: Boolean!) { __typename @skip(if: $b) }",
      variables: { b: "yes" },
    },
    "an operation name that is not there": { query: "query A { __typename }", operationName: "B" },
    "two operations and no name": { query: "query A { __typename } query B { __typename }" },
    "fragments in a circle": {
      query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    },
  };
  for (const [name, body] of Object.entries(bodies)) {
    await checks.run(`${name} is answered 400 without data`, async () => noData(await door.post(body), 400));
  }
  await checks.run("operationName is heeded in a GET", async () => {
    const query = "query A { a: __typename } query B { b: __typename }";
    const answer = await door.get({ query, operationName: "B" });
    assert.deepEqual(Object.keys(answer.json.data), ["b"]);
  });
}

async function mediaTypes(door, checks) {
  const accepts = [
    ["application/json", "application/json"],
    [`application/json;q=0.5, ${RESPONSE};q=0.9`, RESPONSE],
    [`${RESPONSE};q=0.1, application/json`, "application/json"],
  ];
  for (const [accept, type] of accepts) {
    await checks.run(`Accept: ${accept} is answered as ${type}`, async () => {
      const answer = await door.post({ query: "{ __typename }" }, { accept });
      assert.ok(answer.type.startsWith(type), answer.type);
    });
  }
  await checks.run("Accept: text/html is answered 406, or as JSON", async () => {
    const answer = await door.post({ query: "{ __typename }" }, { accept: "text/html" });
    assert.ok([200, 406].includes(answer.status), answer.text);
  });
}

async function hostile(door, checks) {
  const times = (count, piece) => Array.from({ length: count }, (_, at) => piece(at)).join(" ");
  const doubling = times(25, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`);
  const bodies = {
    "500 nested selections": {
      query: `{ __type(name: "Query") { ${"ofType { ".repeat(500)} name ${"}".repeat(500)} } }`,
    },
    "20 000 open braces": { query: "{a".repeat(20_000) },
    "a list 50 000 deep": { query: `{ __type(name: ${"[".repeat(50_000)}${"]".repeat(50_000)}) { name } }` },
    "10 000 aliases of one field": { query: `{ ${times(10_000, (at) => `a${at}: __typename`)} }` },
    "5 000 directives on one field": { query: `{ __typename ${"@skip(if: false) ".repeat(5_000)} }` },
    "25 fragments, each spreading the next twice": {
      query: `{ ...F0 } ${doubling} fragment F25 on Query { __typename }`,
    },
    "a variable that pretends to be a file": {
      query: "query ($f: Upload) { __typename }",
      variables: { f: "#__graphql_file__:0" },
    },
    "a page of minus one": { query: "{ plans(first: -1) { totalCount } }" },
    "a body of 32 MiB": `{"query":"{ __typename } #${"x".repeat(32 << 20)}"}`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    await checks.run(`${name}: a quick no, and the server lives`, async () => {
      const started = Date.now();
      const answer = await door.post(body);
      assert.ok(answer.status < 500, answer.text);
      assert.ok(answer.status >= 400 || answer.json.errors?.length > 0, `accepted: ${answer.text}`);
      assert.ok(Date.now() - started < 5000, "the answer took more than five seconds");
      await door.isAlive();
    });
  }
  await checks.run("a batch is answered or refused, and the server lives", async () => {
    const answer = await door.post([{ query: "{ __typename }" }]);
    assert.ok(answer.status < 500, answer.text);
    await door.isAlive();
  });
}

function refused(answer) {
  assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
}

class Door {
  constructor({ http, token }) {
    this.url = http;
    this.isSignedIn = token !== undefined;
    this.headers = token ? { authorization: `Bearer ${token}` } : {};
  }

  async send(init, url = this.url) {
    let response;
    try {
      response = await fetch(url, { ...init, headers: { ...this.headers, ...init.headers } });
    } catch (error) {
      // The server may close the connection over a body that it will not read to the end.
      if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(error.cause?.code)) {
        return { status: 413, type: "", text: "connection closed", json: {} };
      }
      throw error;
    }
    const body = await response.text();
    const type = response.headers.get("content-type") ?? "";
    const json = type.includes("json") ? JSON.parse(body) : {};
    return { status: response.status, type, json, text: `HTTP ${response.status} ${type} ${body.slice(0, 200)}` };
  }

  post(body, headers = {}) {
    return this.send({
      method: "POST",
      headers: { "content-type": "application/json", accept: RESPONSE, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  get(parameters) {
    return this.send({ headers: { accept: RESPONSE } }, `${this.url}?${new URLSearchParams(parameters)}`);
  }

  async isAlive() {
    const answer = await this.post({ query: "{ __typename }" });
    assert.equal(answer.json.data?.__typename, "Query", `afterwards: ${answer.text}`);
  }
}
