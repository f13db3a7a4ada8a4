package io.lifeboat.backup.postgres;

import io.lifeboat.backup.api.CancellationToken;
import io.lifeboat.backup.api.Completion;
import io.lifeboat.backup.api.DialectException;
import io.lifeboat.backup.api.DumpDescription;
import io.lifeboat.backup.api.DumpPart;
import io.lifeboat.backup.api.Finding;
import io.lifeboat.backup.api.OperationContext;
import io.lifeboat.backup.api.PartResult;
import io.lifeboat.backup.api.Proof;
import io.lifeboat.backup.api.Prove;
import io.lifeboat.backup.api.RestoreMode;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.RestoreSession;
import io.lifeboat.backup.api.Stage;
import io.lifeboat.backup.api.Tally;
import io.lifeboat.backup.api.Version;
import io.lifeboat.backup.client.NativeClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One load: what is in the database is dropped, then the dump is loaded. */
final class PostgresRestoreSession implements RestoreSession {

  /** Below this, rows are not worth an own transaction that lets the server freeze them. */
  private static final long FROZEN_BYTES = 1 << 20;

  private final Login login;
  private final NativeClient client;
  private final SqlSession session;
  private final DumpDescription dump;
  private final RestoreOptions options;
  private final PostgresOptions settings;
  private final SessionPool sessions;
  private final String encoding;
  private @Nullable SchemaFile schema;
  private List<String> afterwards = List.of();
  private @Nullable Instant firstChange;

  PostgresRestoreSession(
      Login login,
      NativeClient client,
      SqlSession session,
      DumpDescription dump,
      RestoreOptions options,
      PostgresOptions settings,
      OperationContext context) {
    this.login = login;
    this.client = client;
    this.session = session;
    this.dump = dump;
    this.options = options;
    this.settings = settings;
    this.sessions = new SessionPool(() -> loading(login, settings, context));
    this.encoding = dump.facts().getOrDefault("encoding", "UTF8");
  }

  /** What is lost of an asynchronous commit in a crash is lost before the restore is complete. */
  private static SqlSession loading(Login login, PostgresOptions settings, OperationContext context)
      throws DialectException {
    SqlSession session = SqlSession.open(login, context);
    try {
      RowFormat.pin(session, settings);
      session.run("SET synchronous_commit = off");
      return session;
    } catch (DialectException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  public PartResult apply(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    try (CancellationToken.Registration listening = session.listen(context)) {
      return applied(part, in, context);
    }
  }

  private PartResult applied(DumpPart part, InputStream in, OperationContext context)
      throws DialectException, IOException {
    if (part.stage() == Stage.DATA && !part.id().equals(Parts.LARGE_OBJECTS)) {
      return rows(part, in, context);
    }
    switch (part.id()) {
      case Parts.SCHEMA -> schema(in, context);
      case Parts.LARGE_OBJECTS -> schemaFile().restore(in, context);
      case Parts.SEQUENCES -> SequenceValues.load(session, in);
      case Parts.FINISH -> finish(context);
      case Parts.DATABASE -> new DatabaseSettings(session, context).load(in, settings.privileges());
      default -> finishTable(part, context);
    }
    return PartResult.nothing();
  }

  private SchemaFile schemaFile() {
    if (schema == null) {
      throw new IllegalStateException("The schema comes first.");
    }
    return schema;
  }

  /** The archive is listed before anything is dropped: one that is cut short changes nothing. */
  private void schema(InputStream in, OperationContext context)
      throws DialectException, IOException {
    Set<String> absent =
        settings.absentRolesSkipped() ? RestoreCheck.absentRoles(dump, session) : Set.of();
    SchemaFile file =
        SchemaFile.keep(in, client, login, settings, session.version(), absent, context);
    schema = file;
    Toc entries = file.section("pre-data", context);
    firstChange = context.clock().instant();
    boolean keepsPublic = !"0".equals(dump.facts().get("publicSchema"));
    new Eraser(session, context).run(options.swapWait(), keepsPublic);
    EntryChoice kept = new EntryChoice(session);
    file.restore(entries.only(entry -> !entry.is("ACL") && kept.wanted(entry)), 1, context);
    afterwards = FunctionPaths.set(dump, session, settings, context);
  }

  private PartResult rows(DumpPart part, InputStream stream, OperationContext context)
      throws DialectException, IOException {
    TargetTable table = TargetTable.of(part);
    PushbackInputStream in = new PushbackInputStream(stream, 1);
    int first = in.read();
    if (first < 0 && !table.ofExtension()) {
      return PartResult.of(table.label(), Tally.ofRows(0));
    }
    if (first >= 0) {
      in.unread(first);
    }
    boolean frozen =
        part.properties().containsKey(Parts.WHOLE)
            && part.estimatedBytes() >= FROZEN_BYTES
            && !table.ofExtension();
    try (SessionPool.Loan loan = sessions.borrow(context)) {
      Tally tally = load(loan.session(), table, frozen, in, context);
      if (part.properties().containsKey(Parts.WHOLE) && tally.rows() > 0) {
        loan.session().run("ANALYZE " + table.quoted());
      }
      loan.good();
      return PartResult.of(table.label(), tally);
    }
  }

  private Tally load(
      SqlSession loading,
      TargetTable table,
      boolean frozen,
      InputStream in,
      OperationContext context)
      throws DialectException, IOException {
    RowLoader loader = new RowLoader(loading, context);
    if (!frozen && !table.ofExtension()) {
      return loader.load(table.load(encoding, false), table.label(), in);
    }
    loading.run("BEGIN");
    loading.run(
        frozen
            ? "TRUNCATE ONLY " + table.quoted()
            : "DELETE FROM " + table.from(Extensions.condition(loading, table)));
    Tally tally = loader.load(table.load(encoding, frozen), table.label(), in);
    loading.run("COMMIT");
    return tally;
  }

  /** Builds a large table's indexes while others are still loading. */
  private void finishTable(DumpPart part, OperationContext context)
      throws DialectException, IOException {
    Set<String> wanted = entries(part);
    schemaFile()
        .restore(
            schemaFile()
                .section("post-data", context)
                .only(entry -> wanted.contains(entry.object())),
            1,
            context);
    try (SessionPool.Loan loan = sessions.borrow(context)) {
      loan.session()
          .run(
              "ANALYZE "
                  + Sql.name(
                      part.properties().getOrDefault(Parts.TABLE_SCHEMA, ""),
                      part.properties().getOrDefault(Parts.TABLE, "")));
      loan.good();
    }
  }

  private static Set<String> entries(DumpPart part) {
    return new HashSet<>(
        Arrays.asList(part.properties().getOrDefault(Parts.ENTRIES, "").split(" ", -1)));
  }

  /** Everything that is left, and privileges, which must not stand in the way of loading. */
  private void finish(OperationContext context) throws DialectException, IOException {
    Set<String> done = new HashSet<>();
    dump.parts().stream()
        .filter(part -> part.stage() == Stage.FINISH && part.group().isPresent())
        .forEach(part -> done.addAll(entries(part)));
    SchemaFile file = schemaFile();
    EntryChoice kept = new EntryChoice(session);
    Toc privileges =
        file.section("pre-data", context).only(entry -> entry.is("ACL") && kept.wanted(entry));
    Toc all = file.section("post-data", context).only(entry -> !done.contains(entry.object()));
    boolean beside = options.mode() != RestoreMode.IN_PLACE;
    Toc rest = beside ? all.only(entry -> !Subscriptions.isOf(entry)) : all;
    Toc others = rest.only(entry -> !ofEventTrigger(entry));
    if (file.lacksRoles()) {
      Toc granted = privileges.plus(others.only(PostgresRestoreSession::isPrivilege));
      file.restore(others.only(entry -> !isPrivilege(entry)), options.workers(), context);
      file.restorePrivileges(granted, session, context);
    } else {
      file.restore(privileges.plus(others), options.workers(), context);
    }
    new Statistics(session, context).gather();
    for (String statement : afterwards) {
      session.run(statement);
    }
    if (beside) {
      new Subscriptions(session, context)
          .restore(all.only(Subscriptions::isOf), file, options.mode());
    } else {
      DisabledSubscriptions.report(session, context);
    }
    file.restore(rest.only(PostgresRestoreSession::ofEventTrigger), 1, context);
  }

  private static boolean isPrivilege(Toc.Entry entry) {
    return entry.is("ACL") || entry.is("DEFAULT ACL");
  }

  /** The very last, and by themselves: beside others they would fire for what those create. */
  private static boolean ofEventTrigger(Toc.Entry entry) {
    return entry.is("EVENT TRIGGER")
        || entry.text().startsWith("COMMENT - EVENT TRIGGER ")
        || entry.text().startsWith("SECURITY LABEL - EVENT TRIGGER ");
  }

  /** The text of a row, and so its hash, may be another in another major version of the server. */
  @Override
  @SuppressWarnings("try") // the registration is closed at the end, not used before
  public Proof prove(Prove asked, OperationContext context) throws DialectException {
    boolean comparable = Version.parse(dump.serverVersion()).major() == session.version().major();
    Prove what = comparable ? asked : Prove.COUNTS;
    if (what != asked) {
      context.report(
          Finding.info(
              "restore.counts-only",
              "The dump is of a server %s, this one is %s: rows were counted, and their content was not compared."
                  .formatted(dump.serverVersion(), session.version())));
    }
    try (CancellationToken.Registration listening = session.listen(context)) {
      return new Prover(session, encoding, context).prove(dump, what);
    }
  }

  /**
   * A commit that is on disk takes all before it along, those that did not wait for it as well. One
   * that wrote nothing to the log would not wait for the disk.
   */
  @Override
  public Completion complete(OperationContext context) throws DialectException {
    session.run(
        "SET synchronous_commit = on; SELECT pg_catalog.pg_logical_emit_message(true, 'lifeboat', '')");
    return Completion.of(
        Optional.ofNullable(firstChange)
            .map(begun -> Duration.between(begun, context.clock().instant()))
            .orElse(Duration.ZERO));
  }

  @Override
  public void close() {
    if (schema != null) {
      schema.close();
    }
    sessions.close();
    session.close();
  }
}
