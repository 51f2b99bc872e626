package dev.nasnet.faults;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Class loaders of this program's classes and tests, of which one class file may have a fault. */
final class FaultClasses {
  private static final Path RESOURCES = Path.of("src", "main", "resources");
  private static final Path TEST_RESOURCES = Path.of("src", "test", "resources");

  private final Path main;
  private final Path test;
  private final Map<String, String> tests = new HashMap<>();

  FaultClasses(Path main, Path test) throws IOException {
    this.main = main;
    this.test = test;
    try (Stream<Path> paths = Files.walk(test)) {
      paths
          .map(path -> test.relativize(path).toString())
          .filter(name -> name.endsWith("Test.class"))
          .map(name -> name.replace(".class", "").replace('/', '.'))
          .forEach(name -> tests.put(name.substring(name.lastIndexOf('.') + 1), name));
    }
  }

  /** Returns the full names of test classes. */
  List<String> named(List<String> simpleNames) {
    return simpleNames.stream()
        .map(name -> Objects.requireNonNull(tests.get(name), "no test is called " + name))
        .toList();
  }

  ClassLoader sound() throws IOException {
    return loader(List.of());
  }

  ClassLoader with(Fault fault) throws IOException {
    Path changed = Files.createTempDirectory("fault");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String source = fault.source();
    SimpleJavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///dev/nasnet/" + fault.file()), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignored) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-nowarn",
            "-proc:none",
            "-d",
            changed.toString(),
            "-cp",
            main + ":" + System.getProperty("java.class.path"));
    if (!compiler.getTask(null, null, null, options, null, List.of(file)).call()) {
      throw new IllegalArgumentException(fault + " does not compile");
    }
    return loader(List.of(changed));
  }

  private ClassLoader loader(List<Path> first) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path folder : first) {
      urls.add(folder.toUri().toURL());
    }
    for (Path folder : List.of(main, RESOURCES, test, TEST_RESOURCES)) {
      urls.add(folder.toAbsolutePath().toUri().toURL());
    }
    // The parent has the libraries alone, and this program's runner, which no test uses.
    return new URLClassLoader(urls.toArray(URL[]::new), getClass().getClassLoader()) {
      @Override
      protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.nasnet.")) {
          return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded == null ? findClass(name) : loaded;
        }
      }

      @Override
      public URL getResource(String name) {
        URL own = findResource(name);
        return own == null ? super.getResource(name) : own;
      }
    };
  }
}
