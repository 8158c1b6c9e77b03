// Prints where the Chromium of the npm package is, unpacked with the libraries it needs: for tests.
process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x"; // else it leaves its libraries packed
const { default: chromium } = await import("@sparticuz/chromium");
const executable = await chromium.executablePath();
// Its own arguments are for a cloud function: in a single process a page that hangs hangs it all.
const args = chromium.args.filter((one) => !["--single-process", "--no-zygote"].includes(one));
console.log(JSON.stringify({ executable, args, libraries: process.env.LD_LIBRARY_PATH ?? "" }));
