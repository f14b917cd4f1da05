// The bare server for bench/http.sh: /page gives 2 KB of HTML made by a worker, /assets/page the same from memory.
#include <cstdio>
#include <cstdlib>

#include "web/serving/server.h"

namespace web = outturn::web;

int main(int argc, char** argv) {
  web::ServerSettings settings;
  settings.port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
  const std::string text = "<!DOCTYPE html>\n" + std::string(2032, 'x');
  web::Server server{settings, {.answer = [&text](web::Request& request) {
    return request.path == "/page" ? web::page(text) : web::Response{.memory = text};
  }}};
  std::printf("http://127.0.0.1:%d/page\n", server.port());
  std::fflush(stdout);
  server.wait_for_signal();
}
