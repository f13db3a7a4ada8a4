package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.client.NativeClient;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client program can be told, as it says itself: releases of one number differ in what they
 * know, and an option it does not know ends it.
 */
public final class ClientOptions {

  private static final Pattern OPTION =
      Pattern.compile("^ {2}(?:-\\S, )? *--([a-z][a-z0-9-]*)", Pattern.MULTILINE);
  private static final int HELP_BYTES = 1 << 20;

  private final Set<String> names;

  private ClientOptions(Set<String> names) {
    this.names = Set.copyOf(names);
  }

  static ClientOptions of(NativeClient client, OperationContext context) throws DialectException {
    return parse(client.command("--no-defaults", "--help").read(HELP_BYTES, context));
  }

  static ClientOptions parse(String help) {
    Set<String> names = new HashSet<>();
    Matcher matcher = OPTION.matcher(help);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return new ClientOptions(names);
  }

  /**
   * Tell whether the program knows an option.
   *
   * @param name without dashes in front and without {@code skip-}
   * @return true if so
   */
  public boolean has(String name) {
    return names.contains(name);
  }
}
