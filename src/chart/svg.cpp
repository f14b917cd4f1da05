#include "chart/svg.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include <fmt/format.h>

#include "base/checked.h"
#include "base/text.h"

namespace outturn::chart {
namespace {

const Rule& rule(std::string_view name) {
  static constexpr Rule plain{"", 14, false, ""};
  for (const auto& candidate : rules()) {
    if (candidate.name == name) return candidate;
  }
  return plain;
}

// Whether `classes` ("value halo") holds more than one name; each gets the prefix.
std::string class_attribute(std::string_view classes) {
  if (classes.empty()) return {};
  std::string text = " class=\"";
  bool first = true;
  for (const auto name : base::split(classes, ' ')) {
    base::ensure(&rule(name) != nullptr && rule(name).name == name, "a mark's class is in the list of rules");
    if (!first) text += ' ';
    text += "ot-chart-";
    text += name;
    first = false;
  }
  return text + "\"";
}

std::uint32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const auto lead = byte(at);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || at + length > text.size()) {
    ++at;
    return lead;
  }
  std::uint32_t point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) point = (point << 6) | (byte(at + i) & 0x3FU);
  at += length;
  return point;
}

double em(std::uint32_t point) {
  if (point >= '0' && point <= '9') return 0.57;
  if (point < 0x80) {
    const auto c = static_cast<char>(point);
    if (std::string_view("ijl.,;:'|!()[] ftr/-").find(c) != std::string_view::npos) return 0.34;
    if (std::string_view("mwMW%@").find(c) != std::string_view::npos) return 0.9;
    if (c >= 'A' && c <= 'Z') return 0.7;
    return 0.56;
  }
  if (point == 0xA0 || point == 0x202F || point == 0x2019) return 0.3;
  if (point == 0x2212 || point == 0x2013) return 0.6;
  if (point < 0x0250) return point < 0xE0 ? 0.72 : 0.58;  // accented Latin, capitals and small
  return 1.0;
}

constexpr std::string_view font =
    "font:14px -apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",\"Liberation Sans\",Arial,sans-serif;fill:#10212b;"
    "font-variant-numeric:tabular-nums";

}  // namespace

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all{
      {"tick", 13, false, "font-size:13px;fill:#46555e"},
      {"value", 14, true, "font-weight:700"},
      {"target-label", 14, true, "fill:#8a4600;font-weight:600"},
      {"forecast-label", 14, true, "fill:#0e4a5c;font-weight:600"},
      {"comparison-label", 13, false, "font-size:13px;fill:#46555e"},
      {"empty", 14, false, "fill:#46555e"},
      {"key", 13, false, "font-size:13px"},
      {"map-label", 13, false, "font-size:13px"},
      {"map-label-small", 11, false, "font-size:11px"},
      {"map-value", 16, true, "font-size:16px;font-weight:700"},
      {"map-value-small", 13, true, "font-size:13px;font-weight:700"},
      {"map-value-tiny", 11, true, "font-size:11px;font-weight:700"},
      {"on-dark", 0, false, "fill:#fff"},
      {"halo", 0, false, "paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round"},
      {"axis", 0, false, "stroke:#7d8b92;shape-rendering:crispEdges"},
      {"grid", 0, false, "stroke:#e3e9eb;shape-rendering:crispEdges"},
      {"now", 0, false, "stroke:#46555e;stroke-dasharray:2 3"},
      {"absent", 0, false, "stroke:#7d8b92;fill:none"},
      {"observed", 0, false,
       "fill:none;stroke:#10212b;stroke-width:2.4;stroke-linejoin:round;stroke-linecap:round"},
      {"observed-dot", 0, false, "fill:#10212b"},
      {"provisional", 0, false, "fill:#fff;stroke:#10212b;stroke-width:1.8"},
      {"comparison", 0, false, "fill:none;stroke:#6d7c84;stroke-width:1.3;stroke-linejoin:round"},
      {"comparison-dot", 0, false, "fill:#6d7c84"},
      {"vintage", 0, false, "fill:none;stroke:#a9b4b9"},
      {"first", 0, false, "fill:#fff;stroke:#6d7c84;stroke-width:1.5"},
      {"first-link", 0, false, "fill:none;stroke:#6d7c84;stroke-width:1.5"},
      {"path", 0, false, "fill:none;stroke:#8a4600;stroke-width:2.2;stroke-dasharray:7 5"},
      {"target", 0, false, "fill:#8a4600"},
      {"target-alone", 0, false, "fill:#fff;stroke:#8a4600;stroke-width:2"},
      {"target-side", 0, false, "fill:none;stroke:#8a4600;stroke-width:1.6"},
      {"fan-95", 0, false, "fill:#e0ecef"},
      {"fan-80", 0, false, "fill:#c3dae0"},
      {"fan-50", 0, false, "fill:#98bfc9"},
      {"fan-median", 0, false, "fill:none;stroke:#0e4a5c;stroke-width:2;stroke-dasharray:1.5 4;stroke-linecap:round"},
      {"signal-label", 13, true, "font-size:13px;font-weight:600"},
      {"usual", 0, false, "fill:#eef1f2"},
      {"centre", 0, false, "fill:none;stroke:#6d7c84;stroke-width:1.4"},
      {"limit", 0, false, "fill:none;stroke:#6d7c84;stroke-width:1.3;stroke-dasharray:5 4"},
      {"spread", 0, false, "fill:none;stroke:#6d7c84;stroke-width:1"},
      {"signal", 0, false, "fill:#10212b;stroke:#fff;stroke-width:1"},
      {"signal-better", 0, false, "fill:#00625c;stroke:#fff;stroke-width:1"},
      {"signal-worse", 0, false, "fill:#8f1d21;stroke:#fff;stroke-width:1"},
      {"interval-95", 0, false, "fill:none;stroke:#46555e;stroke-width:1.4"},
      {"interval-80", 0, false, "fill:none;stroke:#46555e;stroke-width:5"},
      {"counterfactual", 0, false, "fill:none;stroke:#6b2f6b;stroke-width:2.2;stroke-dasharray:9 4 2 4;stroke-linejoin:round"},
      {"counterfactual-label", 14, true, "fill:#6b2f6b;font-weight:600"},
      {"gap", 0, false, "fill:#f3e8f3"},
      {"bar", 0, false, "fill:#1f7a8c"},
      {"bar-off", 0, false, "fill:#e0ecef;stroke:#46555e;stroke-width:1;stroke-dasharray:3 2"},
      {"step-1", 0, false, "fill:#eef4f5;stroke:#7d8b92;stroke-width:.6"},
      {"step-2", 0, false, "fill:#d3e3e7;stroke:#7d8b92;stroke-width:.6"},
      {"step-3", 0, false, "fill:#a9c9d1;stroke:#55656e;stroke-width:.6"},
      {"step-4", 0, false, "fill:#1f7a8c;stroke:#fff;stroke-width:.6"},
      {"step-5", 0, false, "fill:#0e4a5c;stroke:#fff;stroke-width:.6"},
      {"missing", 0, false, "stroke:#7d8b92;stroke-width:.8"},
      {"hatch", 0, false, "stroke:#a9b4b9;stroke-width:1.2"},
      {"place", 0, false, ""},
      {"ground", 0, false, "fill:#fff"},
      {"wide", 0, false, ""},
      {"narrow", 0, false, ""},
  };
  return all;
}

std::string coordinate(double value) {
  const double tenths = std::round(value * 10);
  if (tenths == 0) return "0";
  if (std::fmod(tenths, 10) == 0) return fmt::format("{:.0f}", tenths / 10);
  auto text = fmt::format("{:.1f}", tenths / 10);
  if (text.starts_with("0.")) return text.substr(1);
  if (text.starts_with("-0.")) return "-" + text.substr(2);
  return text;
}

std::string escaped(std::string_view text) {
  std::string safe;
  const bool whole = base::is_utf8(text);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && !whole) continue;
    if (whole && text.substr(at).starts_with("\xEF\xBF\xBE")) { at += 2; continue; }  // U+FFFE
    if (whole && text.substr(at).starts_with("\xEF\xBF\xBF")) { at += 2; continue; }  // U+FFFF
    switch (c) {
      case '&': safe += "&amp;"; break;
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '"': safe += "&quot;"; break;
      case '\'': safe += "&#39;"; break;
      case '\t': case '\n': case '\r': safe += ' '; break;
      default:
        if (byte >= 0x20) safe += c;
    }
  }
  return safe;
}

double text_width(std::string_view text, std::string_view text_class) {
  const auto name = text_class.substr(0, text_class.find(' '));
  const auto& style = rule(name);
  double ems = 0;
  for (std::size_t at = 0; at < text.size();) ems += em(next_point(text, at));
  return ems * style.text_size * (style.bold ? 1.07 : 1.0);
}

std::vector<std::string> wrapped(std::string_view text, std::string_view text_class, double width) {
  std::vector<std::string> lines;
  for (const auto word : base::split(text, ' ')) {
    if (word.empty()) continue;
    if (!lines.empty() && text_width(lines.back() + " " + std::string(word), text_class) <= width) {
      lines.back() += ' ';
      lines.back() += word;
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string shortened(std::string text, std::string_view text_class, double width) {
  if (text_width(text, text_class) <= width) return text;
  while (!text.empty() && text_width(text + "…", text_class) > width) {
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
    if (!text.empty()) text.pop_back();  // the lead byte, or a plain letter
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text + "…";
}

std::string polyline(const std::vector<Spot>& spots, bool closed) {
  if (spots.size() < 2) return {};
  const auto tenths = [](double value) { return std::round(value * 10); };
  std::string path = "M" + coordinate(spots[0].x) + " " + coordinate(spots[0].y);
  double x = tenths(spots[0].x);
  double y = tenths(spots[0].y);
  for (std::size_t i = 1; i < spots.size(); ++i) {
    const double next_x = tenths(spots[i].x);
    const double next_y = tenths(spots[i].y);
    if (next_x == x && next_y == y && spots.size() > 2) continue;
    const auto across = coordinate((next_x - x) / 10);
    const auto down = coordinate((next_y - y) / 10);
    // The first step names the command; the next ones follow it without.
    if (path.find('l') == std::string::npos) {
      path += 'l';
    } else if (across.front() != '-') {
      path += ' ';
    }
    path += across;
    if (down.front() != '-') path += ' ';
    path += down;
    x = next_x;
    y = next_y;
  }
  return closed ? path + "z" : path;
}

void Drawing::open(std::string_view mark_class, std::string_view attributes) {
  body_ += "<g" + class_attribute(mark_class);
  if (!attributes.empty()) body_ += " " + std::string(attributes);
  body_ += ">";
}

void Drawing::close() { body_ += "</g>"; }

void Drawing::line(std::string_view mark_class, Spot from, Spot to) {
  body_ += fmt::format("<line{} x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>", class_attribute(mark_class),
                       coordinate(from.x), coordinate(from.y), coordinate(to.x), coordinate(to.y));
}

void Drawing::path(std::string_view mark_class, std::string_view path_data) {
  if (path_data.empty()) return;
  body_ += fmt::format("<path{} d=\"{}\"/>", class_attribute(mark_class), path_data);
}

void Drawing::circle(std::string_view mark_class, Spot centre, double radius) {
  body_ += fmt::format("<circle{} cx=\"{}\" cy=\"{}\" r=\"{}\"/>", class_attribute(mark_class), coordinate(centre.x),
                       coordinate(centre.y), coordinate(radius));
}

void Drawing::rectangle(std::string_view mark_class, Spot corner, double width, double height) {
  body_ += fmt::format("<rect{} x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", class_attribute(mark_class),
                       coordinate(corner.x), coordinate(corner.y), coordinate(width), coordinate(height));
}

void Drawing::diamond(std::string_view mark_class, Spot centre, double half) {
  path(mark_class, polyline({{centre.x, centre.y - half}, {centre.x + half, centre.y}, {centre.x, centre.y + half},
                             {centre.x - half, centre.y}}, true));
}

void Drawing::text(std::string_view text_class, Spot at, Anchor anchor, std::string_view text) {
  constexpr std::string_view anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
  body_ += fmt::format("<text{} x=\"{}\" y=\"{}\"{}>{}</text>", class_attribute(text_class), coordinate(at.x),
                       coordinate(at.y), anchors[static_cast<int>(anchor)], escaped(text));
}

std::string Drawing::finished(const Heading& heading) const {
  const auto id = escaped(heading.id);
  return fmt::format(
      "<svg class=\"ot-chart\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"{2}\" "
      "aria-labelledby=\"{3}-t {3}-d\" focusable=\"false\"><title id=\"{3}-t\">{4}</title><desc id=\"{3}-d\">{5}</desc>"
      "{6}</svg>",
      coordinate(width_), coordinate(height_), heading.has_links ? "group" : "img", id, escaped(heading.title),
      escaped(heading.description), body_);
}

std::string responsive(const Drawn& drawn) {
  return "<div class=\"ot-chart-wide\">" + drawn.wide + "</div><div class=\"ot-chart-narrow\">" + drawn.narrow +
         "</div>";
}

std::string stand_alone(std::string_view inline_svg) {
  constexpr std::string_view start = "<svg";
  constexpr std::string_view end_of_words = "</desc>";
  const auto after_words = inline_svg.find(end_of_words);
  base::ensure(inline_svg.starts_with(start) && after_words != std::string_view::npos,
               "only a drawing of this room is made to stand alone");
  const auto body = inline_svg.substr(after_words + end_of_words.size());
  std::string style = "<style>.ot-chart{" + std::string(font) + "}";
  for (const auto& each : rules()) {
    if (each.css.empty()) continue;
    const std::string name = "ot-chart-" + std::string(each.name);
    const bool used = each.name == "ground" || body.find("\"" + name + "\"") != std::string_view::npos ||
                      body.find("\"" + name + " ") != std::string_view::npos ||
                      body.find(" " + name + "\"") != std::string_view::npos;
    if (used) style += "." + name + "{" + std::string(each.css) + "}";
  }
  style += "</style><rect class=\"ot-chart-ground\" width=\"100%\" height=\"100%\"/>";
  std::string file = "<svg xmlns=\"http://www.w3.org/2000/svg\"";
  file += inline_svg.substr(start.size(), after_words + end_of_words.size() - start.size());
  return file + style + std::string(body);
}

}  // namespace outturn::chart
