package io.lifeboat.backup.mysql.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port that leads to a server, and does something before a statement passes: whatever a client
 * sends is held back until then. The connections must not be encrypted.
 */
final class Tap implements AutoCloseable {

  private final ServerSocket listening;
  private final int to;
  private final String statement;
  private final int number;
  private final Runnable before;
  private final AtomicInteger seen = new AtomicInteger();

  /** Does something once, before a statement passes for the n-th time. */
  Tap(int to, String statement, int number, Runnable before) throws IOException {
    this.to = to;
    this.statement = statement;
    this.number = number;
    this.before = before;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::acceptAll);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How often the statement came by. */
  int seen() {
    return seen.get();
  }

  private void acceptAll() {
    while (true) {
      try {
        Socket from = listening.accept();
        Socket into = new Socket(InetAddress.getLoopbackAddress(), to);
        start(() -> pass(from, into, true));
        start(() -> pass(into, from, false));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void pass(Socket from, Socket into, boolean watched) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        into;
        InputStream in = from.getInputStream()) {
      OutputStream out = into.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (watched
            && new String(buffer, 0, read, StandardCharsets.ISO_8859_1).contains(statement)
            && seen.incrementAndGet() == number) {
          before.run();
        }
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of the two ended.
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tap");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
