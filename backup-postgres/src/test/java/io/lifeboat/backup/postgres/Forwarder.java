package io.lifeboat.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Passes connections to a port of 127.0.0.1 on, from another address of this machine. */
final class Forwarder implements AutoCloseable {

  private final ServerSocket listening;
  private final int target;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private Forwarder(ServerSocket listening, int target) {
    this.listening = listening;
    this.target = target;
  }

  static Forwarder toPort(int target, String address) throws IOException {
    Forwarder forwarder =
        new Forwarder(new ServerSocket(0, 50, InetAddress.getByName(address)), target);
    forwarder.threads.execute(forwarder::accept);
    return forwarder;
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        threads.execute(() -> pass(near, far));
        threads.execute(() -> pass(far, near));
      } catch (IOException e) {
        // closed, or who connected is told by the end of the connection
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // one end was closed: both are now
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
