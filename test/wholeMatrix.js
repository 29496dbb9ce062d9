// Loaded by `npm run test:all`: every row of every matrix, where the other groups run one representative of each.
process.env.TEST_SCOPE = "all";
