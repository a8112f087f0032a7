// Which paths are tests, or serve tests only, by the names that projects give them.

const testPath =
  /(?:^|\/)(?:tests?|__tests__|__test__|specs?|e2e|fixtures?|__fixtures__|__mocks__|testing|test-utils|testdata|cypress|bench|benchmarks?)\/|[._-](?:test|tests|spec|test-d|e2e|bench|stories)\.[a-z]+$|(?:^|\/)(?:test|tests|spec|test_[^/]*|[^/]*_test|conftest)\.[a-z]+$/i;

export function isTestPath(path: string): boolean {
  return testPath.test(path);
}
