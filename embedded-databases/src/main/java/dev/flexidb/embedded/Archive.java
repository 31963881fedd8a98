package dev.flexidb.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** A server's program inside a jar of the class path. */
final class Archive {

  private final DatabaseKind kind;
  private final String resource;
  private final Pattern entries;
  private final boolean tar;

  private Archive(DatabaseKind kind, String resource, Pattern entries, boolean tar) {
    this.kind = kind;
    this.resource = resource;
    this.entries = entries;
    this.tar = tar;
  }

  /** A compressed tar file that is one entry of its jar. */
  static Archive tarResource(DatabaseKind kind, String resource) {
    return new Archive(kind, resource, Pattern.compile(Pattern.quote(resource)), true);
  }

  /**
   * Entries of the jar that holds {@code marker}; group 1 of the pattern is the path to unpack to.
   */
  static Archive jarFolder(DatabaseKind kind, String marker, String pattern) {
    return new Archive(kind, marker, Pattern.compile(pattern), false);
  }

  /** Differs between any two versions of the program; reads only the jar's directory. */
  String fingerprint() {
    return withJar(
        jar -> {
          long crc = 0;
          for (JarEntry entry : matching(jar)) {
            crc = crc * 31 + entry.getCrc();
          }
          return "%016x".formatted(crc);
        });
  }

  void unpack(Path target) {
    withJar(
        jar -> {
          for (JarEntry entry : matching(jar)) {
            try (InputStream in = new BufferedInputStream(jar.getInputStream(entry))) {
              if (tar) {
                untar(in, target);
              } else {
                Matcher path = entries.matcher(entry.getName());
                write(in, inside(target, path.replaceFirst("$1")), true);
              }
            }
          }
          return target;
        });
  }

  private static void untar(InputStream in, Path target) throws IOException {
    try (InputStream plain = new CompressorStreamFactory().createCompressorInputStream(in);
        TarArchiveInputStream entries = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path file = inside(target, entry.getName());
        if (entry.isSymbolicLink()) {
          Folders.createParent(file);
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          write(entries, file, (entry.getMode() & 0100) != 0);
        }
      }
    } catch (CompressorException e) {
      throw new IOException(e);
    }
  }

  /** Readable by all, whatever our umask: the server may run as another user. */
  private static void write(InputStream in, Path file, boolean executable) throws IOException {
    Folders.createParent(file);
    Files.copy(in, file);
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static Path inside(Path target, String name) throws IOException {
    Path file = target.resolve(name).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("Entry outside of its archive: " + name);
    }
    return file;
  }

  private List<JarEntry> matching(JarFile jar) {
    return jar.stream()
        .filter(entry -> !entry.isDirectory() && entries.matcher(entry.getName()).matches())
        .toList();
  }

  private <T> T withJar(JarWork<T> work) {
    URL url = Archive.class.getClassLoader().getResource(resource);
    if (url == null) {
      throw new DatabaseServerException(
          "The jar with the %s server is not on the class path (no resource %s)"
              .formatted(kind, resource));
    }
    try {
      if (url.openConnection() instanceof JarURLConnection connection) {
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
          return work.with(jar);
        }
      }
      throw new IOException(url + " is not in a jar");
    } catch (IOException e) {
      throw new DatabaseServerException(
          "Cannot read the %s server: %s".formatted(kind, e.getMessage()), e);
    }
  }

  private interface JarWork<T> {
    T with(JarFile jar) throws IOException;
  }
}
