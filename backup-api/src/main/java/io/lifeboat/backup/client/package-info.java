/**
 * A toolkit for dialects that drive a database's own client programs: find them, tell whose they
 * are, run them.
 *
 * <p>{@link ClientSearch} finds, {@link NativeClient} is what was found, {@link ClientCommand} says
 * how it is started, {@link ClientRun} is one running client. No shell is involved anywhere,
 * secrets travel in the environment or in a private file, and nothing is left behind: no process,
 * no file, no unread stream.
 */
@NullMarked
package io.lifeboat.backup.client;

import org.jspecify.annotations.NullMarked;
