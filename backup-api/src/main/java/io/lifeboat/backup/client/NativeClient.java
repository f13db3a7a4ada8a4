package io.lifeboat.backup.client;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client program that is there and could be started. Immutable. */
public final class NativeClient {

  private final Path program;
  private final String versionLine;
  private final @Nullable ClientIdentity identity;

  NativeClient(Path program, String versionLine) {
    this.program = Objects.requireNonNull(program, "program");
    this.versionLine = Objects.requireNonNull(versionLine, "versionLine");
    this.identity = ClientIdentity.parse(versionLine).orElse(null);
  }

  /**
   * Return where it is.
   *
   * @return an absolute path
   */
  public Path program() {
    return program;
  }

  /**
   * Return what it said when asked for {@code --version}.
   *
   * @return one line, or why it could not be asked
   */
  public String versionLine() {
    return versionLine;
  }

  /**
   * Return whose it is.
   *
   * @return vendor and version; empty if what it said was not understood
   */
  public Optional<ClientIdentity> identity() {
    return Optional.ofNullable(identity);
  }

  /**
   * Begin to describe a run of it.
   *
   * @param arguments handed over as they are; no secrets, since every user of the machine can read
   *     them
   * @return the command
   */
  public ClientCommand command(String... arguments) {
    return ClientCommand.of(program).withArguments(arguments);
  }

  /** Shows vendor, version and place. */
  @Override
  public String toString() {
    String who =
        identity == null
            ? "a program of unknown origin ('" + versionLine + "')"
            : identity.vendor() + "'s " + program.getFileName() + " " + identity.version();
    return who + " in " + program.getParent();
  }
}
