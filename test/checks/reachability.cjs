// What a room reaches, through any number of imports. Types reach nothing, and a cruise either knows them or not, so this one is apart.
const { builtinModules } = require("node:module");
const rooms = require("../../.dependency-cruiser.cjs");

const { comment, from } = rooms.forbidden.find(({ name }) => name === "pure-rooms-know-no-node");

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "pure-rooms-reach-no-node",
      comment: `${comment} Not through another room either.`,
      severity: "error",
      from,
      to: { path: `^(node:)?(${builtinModules.join("|")})$`, reachable: true },
    },
  ],
  options: {
    ...rooms.options,
    // The engine reads the core and starts threads for whoever trains; the table of rooms says who may import it.
    doNotFollow: { path: "^(node_modules|src/engine)/" },
    tsPreCompilationDeps: false,
  },
};
