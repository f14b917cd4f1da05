// template_compiler FILE.html OUT.cpp: writes the C++ of one template. FILE is the name that messages show.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "template_compiler.h"

int main(int count, char** arguments) {
  if (count != 3) {
    std::fputs("usage: template_compiler FILE.html OUT.cpp\n", stderr);
    return 2;
  }
  std::ifstream in(arguments[1], std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "%s: cannot be read\n", arguments[1]);
    return 3;
  }
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    const auto source = outturn::templates::compiled(arguments[1], text);
    std::ofstream out(arguments[2], std::ios::binary | std::ios::trunc);
    if (!(out << source).flush()) {
      std::fprintf(stderr, "%s: cannot be written\n", arguments[2]);
      return 3;
    }
  } catch (const outturn::templates::TemplateError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
