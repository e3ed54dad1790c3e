// GraphQL over HTTP as the specification's own audit suite understands it.
// Nothing is waived: what it says MUST, SHOULD and MAY be so is so.

import assert from "node:assert/strict";
import { serverAudits } from "graphql-http";

export async function auditHttp(target, checks) {
  const fetchFn = (url, init = {}) => {
    const headers = new Headers(init.headers);
    if (target.token) headers.set("authorization", `Bearer ${target.token}`);
    return fetch(url, { ...init, headers });
  };
  for (const audit of serverAudits({ url: target.http, fetchFn })) {
    await checks.run(`audit ${audit.id}: ${audit.name}`, async () => {
      const { status, reason, response } = await audit.fn();
      assert.equal(status, "ok", `${reason} (HTTP ${response?.status})`);
    });
  }
}
