package dev.flexidb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which user a server runs.
 *
 * @param prefix the command that gives up root's rights and then becomes the server
 * @param owner the user id that must own the data directory, or null for our own
 */
record Privileges(List<String> prefix, @Nullable Integer owner) {

  private static final int NOBODY = 65534;
  private static final List<String> NAMESPACE = List.of("unshare", "-U");

  static Privileges unchanged() {
    return new Privileges(List.of(), null);
  }

  /**
   * For a server that refuses to run as root: in a user namespace of its own, where root is nobody
   * and yet reads root's files, or where such namespaces are refused as the user nobody.
   */
  static Privileges withoutRoot() {
    if (!isRoot()) {
      return unchanged();
    }
    return hasNamespaces() ? new Privileges(NAMESPACE, null) : asNobody();
  }

  static Privileges asNobody() {
    return new Privileges(
        List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY);
  }

  /** A template belongs to the user that made it. */
  String templateSuffix() {
    return owner == null ? "" : "-uid-" + owner;
  }

  static boolean isRoot() {
    return userId() == 0;
  }

  static int userId() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean hasNamespaces() {
    return Namespaces.ALLOWED;
  }

  private static final class Namespaces {
    static final boolean ALLOWED = Command.succeeds("unshare", "-U", "true");
  }
}
