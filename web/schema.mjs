// Writes the types of the schema that `ramify schema` prints, by which the page's documents are checked.
import { minifyIntrospection, outputIntrospectionFile } from "@gql.tada/internal";
import { buildSchema, introspectionFromSchema } from "graphql";
import { readFileSync, writeFileSync } from "node:fs";

const [from, to] = process.argv.slice(2);
const whole = introspectionFromSchema(buildSchema(readFileSync(from, "utf8")), { descriptions: false });
const small = minifyIntrospection(whole);
writeFileSync(to, outputIntrospectionFile(small, { fileType: to, shouldPreprocess: true }));
