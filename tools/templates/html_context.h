#pragma once

#include <string>
#include <string_view>

namespace outturn::templates {

/// Where in an HTML document the next character stands. Reads the fixed text of a template piece by piece and
/// says how an expression at that point has to be escaped. Refuses what the house refuses.
class HtmlContext {
 public:
  enum class Place {
    text, tag_name, in_tag, attribute_name, after_name, before_value, value, after_value, comment, declaration
  };
  enum class Escape { text, attribute, url, url_part };

  /// Reads fixed text. `line` counts on with its newlines.
  /// throws   Refusal for what a template may not contain
  void read(std::string_view fixed, int& line);

  /// How to escape an expression that stands here.
  /// throws   Refusal where no expression may stand
  Escape expression();

  /// A statement (`<% … %>`) stands here: a name or value cannot go on behind it.
  void statement();

  Place place() const { return place_; }
  /// Inside pre or textarea, where every space counts.
  bool keeps_spaces() const { return keeps_spaces_; }

  /// Two branches must meet in the same place.
  bool operator==(const HtmlContext& other) const;
  std::string name() const;  ///< "in the value of attribute title"

  struct Refusal {
    std::string message;
    int line{};  ///< 0 where it stands
  };

 private:
  void next(char c);
  void begin_attribute(char c);
  void end_attribute_name();
  void end_tag();
  void end_value();

  Place place_{Place::text};
  std::string element_;      ///< the tag being read
  std::string attribute_;
  std::string value_;        ///< the fixed part of the attribute value
  char quote_{};
  bool closing_{};           ///< in </…>
  bool must_separate_{};     ///< a space, / or > has to come next
  bool value_has_expression_{};
  bool inside_script_{};
  bool keeps_spaces_{};
  std::string recent_;       ///< the last characters, to find --> and <!--
};

}  // namespace outturn::templates
