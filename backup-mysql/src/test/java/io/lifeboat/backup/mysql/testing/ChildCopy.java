package io.lifeboat.backup.mysql.testing;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.spi.DialectProvider;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Dumps a database and restores it into another, in a JVM that lacks a driver or has a small heap.
 */
final class ChildCopy {

  /** The jar of MySQL's driver. */
  static final String CONNECTOR_J = "mysql-connector-j";

  /** The jar of MariaDB's driver. */
  static final String MARIADB_CONNECTOR = "mariadb-java-client";

  private static final int PATIENCE_MINUTES = 5;

  private ChildCopy() {}

  /** Runs the copy without one of the drivers; returns what it said. */
  static String run(
      TestServer server, String source, String target, Path folder, String without, String heap)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(without))
            .collect(Collectors.joining(File.pathSeparator));
    Files.createDirectories(folder);
    Path said = folder.resolve("said.txt");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(List.of("-Xmx" + heap, ChildCopy.class.getName()));
    DatabaseEndpoint endpoint = server.endpoint(source);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("CLASSPATH", classPath);
    environment.put("PATH", server.clients() + File.pathSeparator + System.getenv("PATH"));
    environment.put("COPY_DIALECT", endpoint.dialect());
    environment.put("COPY_PORT", String.valueOf(endpoint.port()));
    environment.put("COPY_PASSWORD", TestServer.PASSWORD);
    environment.put("COPY_SOURCE", source);
    environment.put("COPY_TARGET", target);
    environment.put("COPY_FOLDER", folder.toString());
    Process process = builder.start();
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("The copy does not end: " + Files.readString(said));
    }
    String words = Files.readString(said, StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException("The copy ended with " + process.exitValue() + ": " + words);
    }
    return words;
  }

  /**
   * Copies.
   *
   * @param arguments none
   * @throws Exception whatever failed
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> given = System.getenv();
    DialectProvider provider =
        ServiceLoader.load(DialectProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.id().equals(given.get("COPY_DIALECT")))
            .findFirst()
            .orElseThrow();
    Path folder = Path.of(given.getOrDefault("COPY_FOLDER", "."));
    OperationContext context =
        OperationContext.in(Files.createDirectories(folder.resolve("work")))
            .withFindings(System.out::println);
    DatabaseEndpoint source =
        DatabaseEndpoint.builder(provider.id())
            .host("127.0.0.1")
            .port(Integer.parseInt(given.getOrDefault("COPY_PORT", "0")))
            .user("root")
            .password(given.getOrDefault("COPY_PASSWORD", ""))
            .database(given.getOrDefault("COPY_SOURCE", ""))
            .build();
    DatabaseEndpoint target =
        source.toBuilder().database(given.getOrDefault("COPY_TARGET", "")).build();
    copy(provider, source, target, context, folder.resolve("parts"));
  }

  private static void copy(
      DialectProvider provider,
      DatabaseEndpoint source,
      DatabaseEndpoint target,
      OperationContext context,
      Path parts)
      throws Exception {
    DumpOnDisk dump =
        DumpOnDisk.write(
            provider,
            source,
            DumpOptions.defaults().withWorkers(2).withPartBytes(100_000),
            context,
            parts);
    try (RestoreSession session =
        provider
            .restorer()
            .open(
                target,
                dump.description(),
                RestoreOptions.inPlace().withWorkers(2),
                new DumpOnDisk.NoJournal(),
                context)) {
      dump.applyAll(session, 2, context);
      if (!dump.rows().equals(DumpOnDisk.rows(session.prove(Prove.COUNTS, context).tallies()))) {
        throw new DialectException(DialectException.Reason.DATA, "The counts differ.");
      }
      session.complete(context);
    }
  }
}
