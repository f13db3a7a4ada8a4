package io.lifeboat.backup.mysql.dialect;

import io.lifeboat.backup.api.DatabaseEndpoint;
import io.lifeboat.backup.api.DumpOptions;
import io.lifeboat.backup.api.RestoreOptions;
import io.lifeboat.backup.api.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What differs between MySQL and MariaDB, as far as it matters to dump and restore. Stateless. */
public interface Flavor {

  /**
   * Return the dialect's id.
   *
   * @return as endpoints name it
   */
  String id();

  /**
   * Return the vendor of server and clients.
   *
   * @return as {@link io.lifeboat.backup.client.ClientIdentity} names it
   */
  String vendor();

  /**
   * Return what to install.
   *
   * @return names of packages, for a sentence
   */
  String clientPackage();

  /**
   * Return the names of the program that dumps.
   *
   * @return the preferred one first
   */
  List<String> dumpPrograms();

  /**
   * Return the names of the program that runs statements.
   *
   * @return the preferred one first
   */
  List<String> sqlPrograms();

  /**
   * Return the settings that come with a dump.
   *
   * @param options of the call
   * @return empty if it brings none
   */
  Optional<ClientSettings> settings(DumpOptions options);

  /**
   * Return the settings that come with a restore.
   *
   * @param options of the call
   * @return empty if it brings none
   */
  Optional<ClientSettings> settings(RestoreOptions options);

  /**
   * Tell whether a server is this vendor's.
   *
   * @param version what {@code SELECT VERSION()} says
   * @return true if so
   */
  boolean isServer(String version);

  /**
   * Return how the connection is protected, in the words of an option file.
   *
   * @param endpoint the database
   * @return option to value, the value empty for a switch
   */
  Map<String, String> tlsOptions(DatabaseEndpoint endpoint);

  /**
   * Return further arguments for a dump.
   *
   * @param client what the program can be told
   * @return arguments
   */
  List<String> dumpArguments(ClientOptions client);

  /**
   * Return the statement that lists the user's privileges.
   *
   * @param activeRoles what {@code SELECT CURRENT_ROLE()} says, or NONE
   * @return the statement
   */
  String showGrants(String activeRoles);

  /**
   * Return the grant that lets a user see every routine's text.
   *
   * @param server version of the server
   * @param user as the server writes it
   * @return the statement
   */
  String grantRoutines(Version server, String user);

  /**
   * Tell whether the user sees every routine's text, whoever made it.
   *
   * @param grants what the user may do
   * @param database the database that is dumped
   * @return true if so
   */
  boolean seesRoutines(Grants grants, String database);

  /**
   * Return the statement that lifts the server's limits on how long a statement runs.
   *
   * @return the statement
   */
  String unlimitedStatements();

  /**
   * Return the statements that hold off commits of all connections, until {@link #resumeCommits}.
   *
   * @return statements, for one connection
   */
  List<String> stopCommits();

  /**
   * Return the statements that let commits go on.
   *
   * @return statements, for the same connection
   */
  List<String> resumeCommits();

  /**
   * Tell whether the user may hold off commits.
   *
   * @param grants what the user may do
   * @return true if so
   */
  boolean mayStopCommits(Grants grants);

  /**
   * Return the statement that holds off DDL of the whole server until its connection ends.
   *
   * @param grants what the user may do
   * @return empty where there is none, or the user may not
   */
  Optional<String> stopDdl(Grants grants);

  /**
   * Tell whether rows of the past, of a system-versioned table, can be loaded.
   *
   * @param server version of the server
   * @return true if so
   */
  boolean loadsHistory(Version server);

  /**
   * Tell whether the user may make objects that run as somebody else.
   *
   * @param grants what the user may do
   * @return true if so
   */
  boolean maySetDefiner(Grants grants);

  /**
   * Return the statements that prepare a connection for loading rows.
   *
   * @return statements
   */
  List<String> loadSettings();
}
