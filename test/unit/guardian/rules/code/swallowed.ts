// What is a swallowed error in other languages than JavaScript and TypeScript, and what only looks like one.
import { type Examples, python } from "./examples.ts";

export const swallowed: Examples = {
  valid: [
    python("try:\n    save()\nexcept Exception:\n    pass  # the cache is only a help\n"),
    python("# best effort\ntry:\n    save()\nexcept Exception:\n    pass\n"),
    python("try:\n    del names[key]\nexcept KeyError:\n    pass\n"),
    python("def f():\n    try:\n        return load()\n    except Exception:\n        pass\n    return None\n"),
    python("try:\n    import fast\nexcept Exception:\n    pass\n"),
    python("try:\n    save()\nexcept Exception as error:\n    log(error)\n"),
    python("try:\n    save()\nexcept Exception:\n    pass\nelse:\n    tell()\n"),
    { path: "tests/test_a.py", after: "try:\n    save()\nexcept Exception:\n    pass\n" },
    { path: "src/a.py", before: "try:\n    save()\nexcept Exception:\n    pass\n", after: "X = 1\ntry:\n    save()\nexcept Exception:\n    pass\n" },
    { path: "src/A.java", after: "class A { void f() { try { save(); } catch (Exception ignored) { } } }\n" },
    { path: "src/A.java", after: "class A { void f() { try { save(); } catch (Exception e) { /* only a help */ } } }\n" },
    { path: "src/A.java", after: "class A { int f() { try { return load(); } catch (Exception e) { } return 0; } }\n" },
    { path: "src/a.kt", after: "fun f() { try { save() } catch (_: Exception) { } }\n" },
    { path: "src/a.rb", after: "begin\n  save\nrescue Errno::ENOENT\nend\n" },
    { path: "src/a.php", after: "<?php\ntry { save(); } catch (\\Exception $ignored) { }\n" },
    { path: "a.go", after: "package a\n\nfunc f() {\n\t_ = save()\n}\n" },
  ],
  invalid: [
    python("try:\n    save()\nexcept:\n    pass\n"),
    python("try:\n    save()\nexcept Exception:\n    pass\n"),
    python("def f():\n    try:\n        save()\n    except (Exception, KeyError) as error:\n        ...\n"),
    { path: "src/A.java", after: "class A { void f() { try { save(); } catch (Exception e) { } } }\n" },
    { path: "src/A.cs", after: "class A { void F() { try { Save(); } catch { } } }\n" },
    { path: "src/A.cs", after: "class A { void F() { try { Save(); } catch (Exception e) { } } }\n" },
    { path: "src/a.kt", after: "fun f() { try { save() } catch (e: Exception) { } }\n" },
    { path: "src/a.rb", after: "begin\n  save\nrescue StandardError => e\nend\n" },
    { path: "src/a.php", after: "<?php\ntry { save(); } catch (\\Exception $e) { }\n" },
    { path: "a.go", after: "package a\n\nfunc f() {\n\terr := save()\n\t_ = err\n}\n" },
  ],
};
