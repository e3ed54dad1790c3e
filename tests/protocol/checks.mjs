// Counts checks, one line each. A check passes when it returns, and fails when it throws.

export class Checks {
  passed = 0;
  failed = 0;

  async run(name, check, seconds = 15) {
    try {
      await within(seconds, check());
      this.passed += 1;
      console.log(`ok    ${name}`);
    } catch (error) {
      this.failed += 1;
      const why = error.message ?? JSON.stringify(error);
      console.log(`FAIL  ${name}\n      ${why.replaceAll("\n", "\n      ")}`);
    }
  }
}

// Gives up on what takes too long: a server that never answers must not hold the tests.
export async function within(seconds, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
