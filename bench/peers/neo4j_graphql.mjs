// The peer of bench/end_to_end.py: @neo4j/graphql with an @cypher field, behind Apollo Server.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type ConfigurationItem @node {
    id: ID!
    name: String!
    affected: [ConfigurationItem!]! @cypher(
      statement: "MATCH (this)<-[:DEPENDS_ON*0..]-(b) RETURN DISTINCT b"
      columnName: "b"
    )
  }
`;
const { BOLT, BOLT_USER, BOLT_PASSWORD } = process.env;
const driver = neo4j.driver(BOLT, neo4j.auth.basic(BOLT_USER, BOLT_PASSWORD));
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema });
const { url } = await startStandaloneServer(server, { listen: { host: "127.0.0.1", port: 0 } });
console.log(url);
