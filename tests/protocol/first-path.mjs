// One assignment from an imported plan to its closing, by nine people with an ordinary client, and
// the reports of three dates. The clock is moved by `clock.offset_days` between two starts.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { GraphQLClient } from "graphql-request";
import { within } from "./checks.mjs";

const PLAN = new URL("../data/plan.txt", import.meta.url).pathname;

// Name to sign in with, unit, role, grade. The county is one of fourteen.
const PEOPLE = [
  ["zb.clerk", "CZ-HOUSING", "OFFICE", "HANDLER"],
  ["zb.director", "CZ-HOUSING", "OFFICE", "DIRECTOR"],
  ["housing.handler", "CZ-HOUSING", "BUREAU", "HANDLER"],
  ["housing.signer", "CZ-HOUSING", "BUREAU", "SIGNER"],
  ["planning.signer", "CZ-PLANNING-AND-NATURAL-RESOURCES", "BUREAU", "SIGNER"],
  ["finance.signer", "CZ-FINANCE", "BUREAU", "SIGNER"],
  ["luzhou.handler", "140403", "COUNTY", "HANDLER"],
  ["luzhou.signer", "140403", "COUNTY", "SIGNER"],
  ["inspector", "140400", "SUPERVISOR", "DIRECTOR"],
];

export async function walkFirstPath(binary, checks) {
  const data = await mkdtemp(join(tmpdir(), "duban-first-path-"));
  const path = new Path(binary, data);
  const steps = [
    ["a plan is imported as a draft, for nine people", () => path.draft()],
    ["it is confirmed, issued and dispatched by two people", () => path.issue()],
    ["it is signed for, and the county plans its milestones", () => path.sign()],
    ["the month is reported, one row is returned and comes again", () => path.report()],
    ["a file is uploaded and verified by another unit", () => path.show()],
    ["closing is asked for, sent back once, and granted", () => path.close()],
    ["the reports of three dates tell it", () => path.tell()],
    ["a clock behind the journal is refused", () => path.goBack()],
  ];
  try {
    for (const [name, step] of steps) {
      const failed = checks.failed;
      await checks.run(`first path: ${name}`, step, 120);
      // What comes next stands on this.
      if (checks.failed > failed) break;
    }
  } finally {
    await path.stop();
    await rm(data, { recursive: true, force: true });
  }
}

class Path {
  constructor(binary, data) {
    this.binary = binary;
    this.data = data;
    this.clients = new Map();
    this.passwords = new Map();
  }

  async draft() {
    const people = PEOPLE.map(([username, unit, role, grade]) => {
      const password = `Q7-${crypto.randomUUID()}`;
      this.passwords.set(username, password);
      return `[[person]]\nusername = "${username}"\nname = "${username}"\npassword = "${password}"
posts = [{ unit = "${unit}", role = "${role}", grade = "${grade}" }]\n`;
    });
    const roster = join(this.data, "people.toml");
    await writeFile(roster, people.join("\n"), { mode: 0o600 });
    await this.command("2026-01-05", ["seed", "--people", roster]);
    const printed = await this.command("2026-01-05", [
      "import", PLAN, "--register-unknown-units", "--as", "zb.clerk",
    ]);
    this.plan = printed.match(/drafted (plan:[0-9a-f-]+)/)?.[1];
    assert.ok(this.plan, printed);
  }

  async issue() {
    await this.start("2026-01-05");
    const issue = { planId: this.plan, inForceFrom: "2026-01-05" };
    assert.equal(await this.refused("zb.director", "issuePlan", issue), "LEADS_UNCONFIRMED");
    const confirm = { planId: this.plan, confirmed: "LEAD_AND_DUE" };
    await this.done("zb.director", "confirmTasks", "tasks { no }", confirm);
    const { plan } = await this.done("zb.director", "issuePlan", "plan { state }", issue);
    assert.equal(plan.state, "ISSUED");
    const { tasks } = await this.done("zb.clerk", "dispatchTasks", "tasks { no }", { planId: this.plan });
    assert.deepEqual(tasks.map((task) => task.no), [1, 2]);
  }

  async sign() {
    const own =
      "{ assignments(first: 50) { edges { node { id duty state task { no } unit { shortName } " +
      "availableActions { action allowed } } } } }";
    for (const who of ["housing.signer", "planning.signer", "finance.signer", "luzhou.handler"]) {
      const { assignments } = await this.ask(who, own);
      const nodes = assignments.edges.map((edge) => edge.node);
      const open = nodes.filter((node) =>
        node.availableActions.some((offer) => offer.action === "SIGN_FOR" && offer.allowed),
      );
      assert.ok(open.length > 0, who);
      const ids = open.map((node) => node.id);
      await this.done(who, "signForAssignments", "assignments { state }", { assignmentIds: ids });
      if (who === "luzhou.handler") {
        this.assignment = open.find((node) => node.task.no === 1).id;
      }
    }
    const milestones = [
      { name: "选址", dueOn: "2026-01-15", weight: 40 },
      { name: "建成", dueOn: "2026-01-20", weight: 60 },
    ];
    const plan = { assignmentId: this.assignment, milestones };
    await this.done("luzhou.signer", "planMilestones", "assignment { state }", plan);
  }

  async report() {
    await this.start("2026-01-22");
    const { assignment, sheets } = await this.ask(
      "luzhou.handler",
      `query ($id: ID!) { assignment(id: $id) { milestones { id } targets { target { id } } }
       sheets(first: 5) { edges { node { id period } } } }`,
      { id: this.assignment },
    );
    this.milestones = assignment.milestones.map((milestone) => milestone.id);
    const sheetId = sheets.edges.find((edge) => edge.node.period === "2026-01").node.id;
    const row = (progress) => ({
      assignmentId: this.assignment,
      progress,
      milestones: [
        { milestoneId: this.milestones[0], on: "2026-01-14" },
        { milestoneId: this.milestones[1], on: "2026-01-20" },
      ],
      figures: [{ targetId: assignment.targets[0].target.id, value: "5", on: "2026-01-21" }],
    });
    const submit = { sheetId, assignmentIds: [this.assignment] };
    const write = (progress) =>
      this.done("luzhou.handler", "draftSheetRows", "sheet { id }", { sheetId, rows: [row(progress)] });
    await write("已建成。");
    await this.done("luzhou.signer", "submitSheet", "sheet { id }", submit);
    const reason = "请写明五处公园的位置。";
    const back = { assignmentId: this.assignment, period: "2026-01", reason };
    await this.done("housing.handler", "returnRow", "assignment { id }", back);
    await write("五处公园均已建成,位置见附图。");
    await this.done("luzhou.signer", "submitSheet", "sheet { id }", submit);
    const rows = { rows: [{ assignmentId: this.assignment, period: "2026-01" }] };
    assert.equal(await this.refused("zb.clerk", "acceptRows", rows), "LEAD_CHECK_MISSING");
    await this.done("housing.handler", "checkRows", "assignments { id }", rows);
    const accepted = await this.done("zb.clerk", "acceptRows", "assignments { progress }", rows);
    assert.equal(accepted.assignments[0].progress, 100);
  }

  async show() {
    const purpose = { purpose: "MILESTONE", milestoneId: this.milestones[0] };
    await this.uploadAndVerify("选址附图", purpose);
  }

  async close() {
    await this.start("2026-02-10");
    const ask = {
      assignmentId: this.assignment,
      outcome: "MET",
      statement: "五处口袋公园均已开放。",
    };
    assert.equal(await this.refused("luzhou.signer", "requestClosing", ask), "EVIDENCE_MISSING");
    await this.uploadAndVerify("开放照片", { purpose: "CLOSING" });
    await this.done("luzhou.signer", "requestClosing", "assignment { state }", ask);
    const reason = "请补充管护单位。";
    const back = { assignmentId: this.assignment, reason };
    await this.done("zb.director", "sendBackClosing", "assignment { state }", back);
    const again = { ...ask, statement: "五处口袋公园均已开放,管护单位已明确。" };
    await this.done("luzhou.signer", "requestClosing", "assignment { state }", again);
    const ids = { assignmentIds: [this.assignment] };
    const closed = await this.done("zb.director", "closeAssignments", "assignments { state outcome }", ids);
    assert.deepEqual(closed.assignments, [{ state: "COMPLETED", outcome: "MET" }]);
  }

  async tell() {
    const query = `query ($plan: ID!, $asOf: Date!) {
      accountabilityReport(planId: $plan, groupBy: COUNTY, asOf: $asOf) { rows {
        label duties rowsOnTime evidenceVerified completionRate milestones { met } } } }`;
    const told = [];
    for (const asOf of ["2026-01-05", "2026-01-31", "2026-02-10"]) {
      const report = await this.ask("inspector", query, { plan: this.plan, asOf });
      assert.equal(report.accountabilityReport.rows.length, 14);
      const { label, milestones, ...row } = report.accountabilityReport.rows.find(
        (known) => known.label === "潞州区",
      );
      told.push({ ...row, milestones: milestones.met });
    }
    const day = (duties, rowsOnTime, milestones, evidenceVerified, completionRate) => ({
      duties, rowsOnTime, evidenceVerified, completionRate, milestones,
    });
    assert.deepEqual(told, [day(2, 0, 0, 0, 0), day(2, 1, 2, 1, 0), day(2, 1, 2, 2, 5000)]);
  }

  async goBack() {
    await this.stop();
    const refused = await this.command("2026-01-22", ["seed"]).catch((error) => error.message);
    assert.match(refused, /behind the newest recorded event/);
    assert.match(refused, /hint: set DUBAN__CLOCK__OFFSET_DAYS=/);
  }

  // Hands a file in by the multipart request specification; the lead bureau verifies it.
  async uploadAndVerify(title, purpose) {
    const fields = "evidence { id state } errors { code message }";
    const query = `mutation ($input: SubmitEvidenceInput!) { submitEvidence(input: $input) { ${fields} } }`;
    const input = { assignmentId: this.assignment, title, ...purpose, file: null };
    const form = new FormData();
    form.set("operations", JSON.stringify({ query, variables: { input } }));
    form.set("map", JSON.stringify({ 0: ["variables.input.file"] }));
    form.set("0", new Blob([await readFile(PLAN)], { type: "text/plain" }), `${title}.txt`);
    // A page of another origin cannot send this header unasked.
    const headers = {
      authorization: `Bearer ${await this.token("luzhou.handler")}`,
      "graphql-require-preflight": "1",
    };
    const response = await fetch(this.url, { method: "POST", headers, body: form });
    const answer = await response.json();
    assert.deepEqual(answer.data?.submitEvidence?.errors, [], JSON.stringify(answer));
    const { id } = answer.data.submitEvidence.evidence;
    const own = await this.refused("luzhou.signer", "verifyEvidence", { evidenceId: id });
    assert.equal(own, "FORBIDDEN");
    const { evidence } = await this.done("housing.handler", "verifyEvidence", "evidence { state }", {
      evidenceId: id,
    });
    assert.equal(evidence.state, "VERIFIED");
  }

  // Does one mutation with one input; its payload, without refusals.
  async done(who, mutation, fields, input) {
    const { [mutation]: payload } = await this.ask(who, document(mutation, fields), { input });
    assert.deepEqual(payload.errors, [], `${who} ${mutation}`);
    return payload;
  }

  // Tries a mutation that must be refused, and tells with which code.
  async refused(who, mutation, input) {
    try {
      const answer = await this.ask(who, document(mutation, ""), { input });
      return answer[mutation].errors[0]?.code;
    } catch (error) {
      return error.response?.errors?.[0]?.extensions?.code ?? error.message;
    }
  }

  async ask(who, query, variables) {
    return (await this.client(who)).request(query, variables);
  }

  // The client of somebody who signs in for it, once for each start of the server.
  async client(who) {
    if (!this.clients.has(who)) {
      const headers = { authorization: `Bearer ${await this.token(who)}` };
      this.clients.set(who, new GraphQLClient(this.url, { headers }));
    }
    return this.clients.get(who);
  }

  async token(username) {
    const query =
      "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken errors { message } } }";
    const input = { username, password: this.passwords.get(username) };
    const { signIn } = await new GraphQLClient(this.url).request(query, { input });
    assert.ok(signIn.accessToken, JSON.stringify(signIn.errors));
    return signIn.accessToken;
  }

  // Serves with the clock at a day.
  async start(day) {
    await this.stop();
    this.clients.clear();
    const args = ["serve", "--listen", "127.0.0.1:0", "--data", this.data];
    this.server = spawn(this.binary, args, { env: environment(day) });
    this.ended = new Promise((resolve) => this.server.on("exit", resolve));
    let printed = "";
    const listens = new Promise((resolve) => {
      for (const stream of [this.server.stdout, this.server.stderr]) {
        stream.setEncoding("utf8").on("data", (text) => {
          printed += text;
          const url = printed.match(/listens on (http\S+)/);
          if (url) resolve(url[1]);
        });
      }
    });
    const failed = this.ended.then((code) => Promise.reject(new Error(`${code}: ${printed}`)));
    this.url = await within(60, Promise.race([listens, failed]));
  }

  async stop() {
    if (!this.server) return;
    this.server.kill("SIGTERM");
    const code = await within(20, this.ended);
    this.server = undefined;
    assert.equal(code, 0, "a server that is told to stop ends well");
  }

  // Runs a command with the clock at a day; what it printed.
  async command(day, args) {
    const child = spawn(this.binary, [...args, "--data", this.data], { env: environment(day) });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (printed += text));
    }
    const code = await new Promise((resolve) => child.on("close", resolve));
    if (code !== 0) throw new Error(`duban ${args[0]} ended with ${code}: ${printed}`);
    return printed;
  }
}

function document(mutation, fields) {
  const input = `${mutation[0].toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${input}!) { ${mutation}(input: $input)
    { ${fields} errors { field code message } } }`;
}

// The business day is that of Asia/Shanghai.
function environment(day) {
  const today = new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" });
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  // The people of this story have no authenticator.
  const settings = { DUBAN__CLOCK__OFFSET_DAYS: String(days), DUBAN__SESSION__SECOND_FACTOR: "off" };
  return { ...process.env, ...settings };
}
