#include "template_compiler.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "html_context.h"

namespace outturn::templates {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

/// The first word; `rest` is what follows it.
std::string_view word(std::string_view text, std::string_view& rest) {
  text = trimmed(text);
  const auto end = std::min(text.find_first_of(" \t\n\""), text.size());
  rest = trimmed(text.substr(end));
  return text.substr(0, end);
}

bool is_name(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front()))) return false;
  for (const char c : text) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_') return false;
  }
  return true;
}

/// Fixed text as a C++ string literal.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\t': out += "\\t"; break;
      case '\r': break;
      case '?': out += "\\?"; break;
      default: out += c;
    }
  }
  return out + '"';
}

class Compiler {
 public:
  Compiler(std::string_view file, std::string_view text) : file_(file), text_(text) {}
  std::string source();

 private:
  struct Block {
    std::string word;        ///< "if" or "for"
    int line;
    HtmlContext begin;       ///< where the block begins
    std::vector<HtmlContext> ends;  ///< where its branches end
    bool has_else{};
  };

  [[noreturn]] void refuse(std::string_view message, int line = 0) const {
    throw TemplateError(file_, line > 0 ? line : line_, message);
  }
  template <class Step>
  auto in_context(Step step) {
    try {
      return step();
    } catch (const HtmlContext::Refusal& refusal) {
      refuse(refusal.message, refusal.line);
    }
  }

  std::string_view up_to(std::string_view closing, std::string_view what);
  void fixed(std::string_view text);
  void flush();
  void code(const std::string& text);
  void directive(std::string_view inside);
  void expression(std::string_view inside);
  void statement(std::string_view inside);
  void begin_block(std::string_view kind);
  void end_branch(std::string_view by);
  void end_block();
  void end_view();
  bool strip_own_line();

  std::string_view file_;
  std::string_view text_;
  std::size_t at_{};
  int line_{1};
  std::string headers_;
  std::string body_;
  std::string pending_;      ///< fixed text not yet written
  bool line_begins_{};       ///< blanks that come now are only indent
  HtmlContext context_;
  std::vector<Block> blocks_;
  bool in_view_{};
  int views_{};
};

std::string Compiler::source() {
  while (at_ < text_.size()) {
    const auto brace = text_.find("{{", at_);
    const auto percent = text_.find("<%", at_);
    const auto next = std::min({brace, percent, text_.size()});
    fixed(text_.substr(at_, next - at_));
    at_ = next;
    if (at_ == text_.size()) break;
    if (next == brace) {
      expression(up_to("}}", "{{"));
      continue;
    }
    const int begins = line_;
    const bool own_line = strip_own_line();
    const auto inside = up_to("%>", "<%");
    const int ends = line_;
    line_ = begins;
    if (inside.starts_with("#")) {
    } else if (inside.starts_with("!")) {
      directive(inside.substr(1));
    } else {
      statement(inside);
    }
    line_ = ends;
    if (own_line) {
      at_ = text_.find('\n', at_) == std::string_view::npos ? text_.size() : text_.find('\n', at_) + 1;
      ++line_;
      line_begins_ = true;
    }
  }
  end_view();
  if (views_ == 0) refuse("a template declares its view: <%! view PlaceView view %>", 1);
  return "// Written by tools/templates from " + std::string(file_) + ". Change that file, not this one.\n" + headers_ +
         "#include \"web/html.h\"\n\nnamespace outturn::web {\n" + body_ + "\n}  // namespace outturn::web\n";
}

/// Whether `<% … %>` at at_ stands alone on its line; then the blanks before it are taken back.
bool Compiler::strip_own_line() {
  const auto close = text_.find("%>", at_);
  if (close == std::string_view::npos) return false;
  const auto break_after = text_.find_first_not_of(" \t\r", close + 2);
  if (break_after != std::string_view::npos && text_[break_after] != '\n') return false;
  const auto before = at_ == 0 ? std::string_view::npos : text_.find_last_not_of(" \t", at_ - 1);
  if (before != std::string_view::npos && text_[before] != '\n') return false;
  while (!pending_.empty() && (pending_.back() == ' ' || pending_.back() == '\t')) pending_.pop_back();
  return true;
}

/// The inside of `{{ … }}` or `<% … %>`; strings and nested braces may hold the closing mark.
std::string_view Compiler::up_to(std::string_view closing, std::string_view what) {
  const int begins = line_;
  const auto first = at_ + 2;
  int depth = 0;
  char quote = 0;
  for (auto i = first; i < text_.size(); ++i) {
    const char c = text_[i];
    if (c == '\n') ++line_;
    if (quote != 0) {
      if (c == '\\') ++i;
      else if (c == quote) quote = 0;
    } else if (depth == 0 && text_.substr(i, 2) == closing) {
      at_ = i + 2;
      return text_.substr(first, i - first);
    } else if (c == '"') {
      quote = c;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}') {
      --depth;
    }
  }
  refuse("\"" + std::string(what) + "\" has no \"" + std::string(closing) + "\"", begins);
}

void Compiler::fixed(std::string_view text) {
  if (!in_view_) {
    if (trimmed(text).empty()) {
      for (const char c : text) line_ += c == '\n';
      return;
    }
    refuse("text before the first <%! view … %>");
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    in_context([&] { context_.read(text.substr(i, 1), line_); });
    const bool indent = line_begins_ && std::isspace(static_cast<unsigned char>(text[i])) && !context_.keeps_spaces();
    if (!indent) pending_ += text[i];
    line_begins_ = text[i] == '\n' || indent;
  }
}

void Compiler::flush() {
  if (!pending_.empty()) body_ += "  out.raw(" + literal(pending_) + ");\n";
  pending_.clear();
}

void Compiler::code(const std::string& text) {
  flush();
  body_ += "#line " + std::to_string(line_) + " " + literal(file_) + "\n  " + text + "\n";
}

void Compiler::directive(std::string_view inside) {
  std::string_view rest;
  const auto kind = word(inside, rest);
  if (kind == "header") {
    if (rest.size() < 3 || rest.front() != '"' || rest.back() != '"') refuse("write <%! header \"web/page.h\" %>");
    headers_ += "#include " + std::string(rest) + "\n";
  } else if (kind == "view") {
    end_view();
    std::string_view name;
    const auto type = word(rest, name);
    if (name.empty()) name = "view";
    if (type.empty() || !is_name(name)) refuse("write <%! view PlaceView view %>: a type, then a name");
    body_ += "\n#line " + std::to_string(line_) + " " + literal(file_) + "\nvoid write(html::Output& out, const " +
             std::string(type) + "& " + std::string(name) +
             ") {\n  [[maybe_unused]] const auto& words = out.words();\n  static_cast<void>(" + std::string(name) + ");\n";
    in_view_ = true;
    ++views_;
  } else {
    refuse("<%! " + std::string(kind) + " … %> is not known; there are header and view");
  }
}

void Compiler::expression(std::string_view inside) {
  if (!in_view_) refuse("an expression before the first <%! view … %>");
  const auto value = std::string(trimmed(inside));
  if (value.empty()) refuse("{{ }} is empty");
  line_begins_ = false;
  const auto escape = in_context([&] { return context_.expression(); });
  const char* call = escape == HtmlContext::Escape::text        ? "text"
                     : escape == HtmlContext::Escape::attribute ? "attribute"
                     : escape == HtmlContext::Escape::url       ? "url"
                                                                : "url_part";
  code(std::string("out.") + call + "(" + value + ");");
}

void Compiler::begin_block(std::string_view kind) {
  blocks_.push_back({std::string(kind), line_, context_, {}, false});
}

void Compiler::end_branch(std::string_view by) {
  if (blocks_.empty()) refuse("<% " + std::string(by) + " %> without an if or for");
  blocks_.back().ends.push_back(context_);
  context_ = blocks_.back().begin;
}

void Compiler::end_block() {
  end_branch("end");
  const auto block = std::move(blocks_.back());
  blocks_.pop_back();
  // A loop may run no time, an if without else may be skipped: then the block has to end where it began.
  const auto& expected = block.has_else ? block.ends.front() : block.begin;
  for (const auto& end : block.ends) {
    if (!(end == expected)) {
      refuse("the " + block.word + " of line " + std::to_string(block.line) + " ends " + end.name() +
             (block.has_else ? " in one branch and " : " but begins ") + expected.name() + (block.has_else ? " in another" : ""));
    }
  }
  context_ = block.ends.back();
  code("}");
}

void Compiler::statement(std::string_view inside) {
  if (!in_view_) refuse("a statement before the first <%! view … %>");
  in_context([&] { context_.statement(); });
  std::string_view rest;
  const auto kind = word(inside, rest);
  const auto required = [&](std::string_view example) {
    if (rest.empty()) refuse("<% " + std::string(kind) + " %> needs more: <% " + std::string(example) + " %>");
  };
  if (kind == "if") {
    required("if view.has_target");
    code("if (" + std::string(rest) + ") {");
    begin_block(kind);
  } else if (kind == "else") {
    if (blocks_.empty() || blocks_.back().word != "if" || blocks_.back().has_else) refuse("<% else %> without an if before it");
    end_branch(kind);
    if (rest.empty()) {
      blocks_.back().has_else = true;
      code("} else {");
    } else {
      std::string_view condition;
      if (word(rest, condition) != "if" || condition.empty()) refuse("write <% else if condition %> or <% else %>");
      code("} else if (" + std::string(condition) + ") {");
    }
  } else if (kind == "for") {
    required("for item in view.items");
    const auto in = rest.find(" in ");
    if (in == std::string_view::npos) refuse("write <% for item in view.items %>");
    const auto range = std::string(trimmed(rest.substr(in + 4)));
    auto name = trimmed(rest.substr(0, in));
    std::string index;
    if (const auto comma = name.find(','); comma != std::string_view::npos) {
      index = std::string(trimmed(name.substr(0, comma)));
      name = trimmed(name.substr(comma + 1));
    }
    if (!is_name(name) || (!index.empty() && !is_name(index)) || range.empty()) refuse("write <% for item in view.items %>");
    code(index.empty() ? "for (const auto& " + std::string(name) + " : " + range + ") {"
                       : "for (std::size_t " + index + "_next = 0; const auto& " + std::string(name) + " : " + range +
                             ") { const std::size_t " + index + " = " + index + "_next++; static_cast<void>(" + index + ");");
    begin_block(kind);
  } else if (kind == "let") {
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos || !is_name(trimmed(rest.substr(0, equals)))) refuse("write <% let name = view.row %>");
    code("const auto& " + std::string(trimmed(rest.substr(0, equals))) + " = " + std::string(trimmed(rest.substr(equals + 1))) + ";");
  } else if (kind == "include") {
    required("include view.table");
    if (context_.place() != HtmlContext::Place::text) refuse("<% include %> can only stand in text, not " + context_.name());
    code("write(out, " + std::string(rest) + ");");
  } else if (kind == "end") {
    if (!rest.empty()) refuse("write <% end %>, without more");
    end_block();
  } else {
    refuse("<% " + std::string(kind) + " %> is not known; there are if, else, for, let, include and end");
  }
}

void Compiler::end_view() {
  if (!in_view_) return;
  if (!blocks_.empty()) {
    refuse("the " + blocks_.back().word + " of line " + std::to_string(blocks_.back().line) + " has no <% end %>");
  }
  if (context_.place() != HtmlContext::Place::text) refuse("the template ends " + context_.name());
  while (!pending_.empty() && std::isspace(static_cast<unsigned char>(pending_.back()))) pending_.pop_back();
  flush();
  body_ += "}\n";
  context_ = HtmlContext{};
  in_view_ = false;
}

}  // namespace

std::string compiled(std::string_view file, std::string_view text) { return Compiler(file, text).source(); }

}  // namespace outturn::templates
