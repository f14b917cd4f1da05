#pragma once

#include <cctype>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <expat.h>
#include <fmt/format.h>

#include "chart/scale.h"
#include "chart/svg.h"

/// For the tests of this room: a drawing read back by an XML parser, and what is wrong with its geometry.
namespace outturn::chart::testing {

struct Mark {
  std::string element;
  std::map<std::string, std::string> attributes;
  std::string classes;  ///< its own, or its nearest group's
  std::string anchor;
  std::string text;
};

class ReadBack {
 public:
  explicit ReadBack(const std::string& svg) {
    XML_Parser parser = XML_ParserCreate("UTF-8");
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, characters);
    well_formed = XML_Parse(parser, svg.data(), static_cast<int>(svg.size()), 1) == XML_STATUS_OK;
    XML_ParserFree(parser);
  }

  bool well_formed{};
  std::vector<Mark> marks;

  std::vector<const Mark*> with_class(std::string_view name) const {
    std::vector<const Mark*> found;
    for (const auto& mark : marks) {
      if ((" " + mark.classes + " ").find(" ot-chart-" + std::string(name) + " ") != std::string::npos) found.push_back(&mark);
    }
    return found;
  }

  bool says(std::string_view text) const {
    for (const auto& mark : marks) {
      if (mark.element == "text" && mark.text == text) return true;
    }
    return false;
  }

  /// The points a path visits.
  static std::vector<Spot> visited(const std::string& path) {
    std::vector<Spot> spots;
    Spot at;
    Spot start;
    char command = 'M';
    const char* next = path.c_str();
    const auto number = [&] {
      while (*next == ' ' || *next == ',') ++next;
      char* after = nullptr;
      const double value = std::strtod(next, &after);
      next = after == next ? next + 1 : after;
      return value;
    };
    while (*next != '\0') {
      if (*next == ' ') {
        ++next;
        continue;
      }
      if (std::isalpha(static_cast<unsigned char>(*next)) != 0) command = *next++;
      switch (command) {
        case 'M': at.x = number(); at.y = number(); start = at; command = 'L'; break;
        case 'm': at.x += number(); at.y += number(); start = at; command = 'l'; break;
        case 'L': at.x = number(); at.y = number(); break;
        case 'l': at.x += number(); at.y += number(); break;
        case 'H': at.x = number(); break;
        case 'h': at.x += number(); break;
        case 'V': at.y = number(); break;
        case 'v': at.y += number(); break;
        default: at = start; break;
      }
      spots.push_back(at);
    }
    return spots;
  }

  Box box_of(const Mark& mark) const {
    const auto style = text_class(mark);
    const auto anchor = mark.anchor == "end" ? Anchor::end : mark.anchor == "middle" ? Anchor::middle : Anchor::start;
    return text_box(mark.text, style, {number(mark, "x"), number(mark, "y")}, anchor);
  }

  /// Every mark outside the view box, every two texts that overlap, every id twice: nothing when all is well.
  std::vector<std::string> faults() const {
    std::vector<std::string> found;
    if (!well_formed) return {"not well-formed"};
    const double width = number(marks.front(), "width");
    const double height = number(marks.front(), "height");
    const auto inside = [&](const Mark& mark, double x, double y) {
      if (x >= -0.05 && y >= -0.05 && x <= width + 0.05 && y <= height + 0.05) return;
      found.push_back(fmt::format("{} {} at {:.1f},{:.1f} outside {}x{} {}", mark.element, mark.classes, x, y, width, height, mark.text));
    };
    std::set<std::string> ids;
    std::vector<const Mark*> texts;
    for (const auto& mark : marks) {
      if (const auto id = mark.attributes.find("id"); id != mark.attributes.end() && !ids.insert(id->second).second) {
        found.push_back("id twice: " + id->second);
      }
      if (mark.classes.find("ot-chart-hatch") != std::string::npos) continue;  // its own small sheet
      if (mark.element == "path") {
        for (const auto& spot : visited(mark.attributes.at("d"))) inside(mark, spot.x, spot.y);
      } else if (mark.element == "line") {
        inside(mark, number(mark, "x1"), number(mark, "y1"));
        inside(mark, number(mark, "x2"), number(mark, "y2"));
      } else if (mark.element == "circle") {
        const double r = number(mark, "r");
        inside(mark, number(mark, "cx") - r, number(mark, "cy") - r);
        inside(mark, number(mark, "cx") + r, number(mark, "cy") + r);
      } else if (mark.element == "rect" && mark.attributes.count("x") != 0) {
        inside(mark, number(mark, "x"), number(mark, "y"));
        inside(mark, number(mark, "x") + number(mark, "width"), number(mark, "y") + number(mark, "height"));
      } else if (mark.element == "text") {
        const auto box = box_of(mark);
        inside(mark, box.left, box.top);
        inside(mark, box.left + box.width, box.top + box.height);
        for (const auto* other : texts) {
          if (box.overlaps(box_of(*other))) found.push_back("texts overlap: " + mark.text + " | " + other->text);
        }
        texts.push_back(&mark);
      }
      for (const auto& [name, value] : mark.attributes) {
        if (name != "d" && name != "x" && name != "y" && name != "cx" && name != "cy") continue;
        for (std::size_t i = 0; i + 2 < value.size(); ++i) {
          if (value[i] == '.' && std::isdigit(static_cast<unsigned char>(value[i + 2])) != 0) {
            found.push_back("more than one decimal: " + value.substr(i, 4));
          }
        }
      }
    }
    return found;
  }

 private:
  static double number(const Mark& mark, const std::string& name) {
    const auto found = mark.attributes.find(name);
    return found == mark.attributes.end() ? 0 : std::strtod(found->second.c_str(), nullptr);
  }

  static std::string text_class(const Mark& mark) {
    for (const auto& rule : rules()) {
      if (rule.text_size > 0 &&
          (" " + mark.classes + " ").find(" ot-chart-" + std::string(rule.name) + " ") != std::string::npos) {
        return std::string(rule.name);
      }
    }
    return {};
  }

  static void begin(void* self, const char* name, const char** attributes) {
    auto& me = *static_cast<ReadBack*>(self);
    Mark mark{name, {}, me.open_.empty() ? "" : me.marks[me.open_.back()].classes,
              me.open_.empty() ? "" : me.marks[me.open_.back()].anchor, {}};
    for (; *attributes != nullptr; attributes += 2) mark.attributes[attributes[0]] = attributes[1];
    if (mark.attributes.count("class") != 0) mark.classes = mark.attributes["class"];
    if (mark.attributes.count("text-anchor") != 0) mark.anchor = mark.attributes["text-anchor"];
    me.open_.push_back(me.marks.size());
    me.marks.push_back(std::move(mark));
  }
  static void end(void* self, const char*) { static_cast<ReadBack*>(self)->open_.pop_back(); }
  static void characters(void* self, const char* text, int length) {
    auto& me = *static_cast<ReadBack*>(self);
    if (!me.open_.empty()) me.marks[me.open_.back()].text.append(text, static_cast<std::size_t>(length));
  }

  std::vector<std::size_t> open_;
};

}  // namespace outturn::chart::testing
