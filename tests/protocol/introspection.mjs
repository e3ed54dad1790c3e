// Standard tools can read the schema: the whole introspection query passes the limits, and what
// comes back is a schema without a fault.

import assert from "node:assert/strict";
import { buildClientSchema, getIntrospectionQuery, validateSchema } from "graphql";

export async function auditIntrospection(target, checks) {
  let schema;
  await checks.run("the introspection query of graphql-js is answered", async () => {
    const query = getIntrospectionQuery({
      inputValueDeprecation: true,
      oneOf: true,
      schemaDescription: true,
      specifiedByUrl: true,
    });
    const headers = { "content-type": "application/json" };
    if (target.token) headers.authorization = `Bearer ${target.token}`;
    const response = await fetch(target.http, { method: "POST", headers, body: JSON.stringify({ query }) });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined, JSON.stringify(errors)?.slice(0, 300));
    schema = buildClientSchema(data);
  });
  await checks.run("the schema it describes is valid", async () => {
    assert.deepEqual(validateSchema(schema).map((error) => error.message), []);
  });
  return schema;
}
