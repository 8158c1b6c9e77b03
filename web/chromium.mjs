// Prints where the Chromium of the npm package is, unpacked with the libraries it needs: for tests.
process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x"; // else it leaves its libraries packed
const { default: chromium } = await import("@sparticuz/chromium");
// Its own arguments are for a cloud function: one process, no web security, WebGL by a software GPU.
const executable = await chromium.executablePath();
console.log(JSON.stringify({ executable, libraries: process.env.LD_LIBRARY_PATH ?? "" }));
