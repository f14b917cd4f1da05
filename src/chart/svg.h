#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outturn::chart {

/// Classes of a drawing, all with the prefix "ot-chart-" (root: "ot-chart"). The page styles them in
/// front/styles/_chart.scss; stand_alone() carries its own rules. A test compares both with the list in svg.cpp.
///
///   text      tick (axis labels, notes) · value (last observed) · target-label · forecast-label · comparison-label ·
///             empty (no figures) · map-label, map-label-small · map-value, map-value-small, map-value-tiny · key ·
///             halo (white outline behind text) · on-dark (white text on a dark square)
///   frame     axis · grid · now (line between known and forecast) · absent (rule over a run of absence codes)
///   series    observed · observed-dot · provisional (hollow) · comparison · comparison-dot · vintage (thin, behind) ·
///             first (hollow, first published) · first-link
///   target    path (dashed) · target (filled) · target-alone (hollow) · target-side (at least, at most)
///   forecast  fan-95 · fan-80 · fan-50 · fan-median
///   limits    centre · limit (dashed) · spread (thin) · usual (the tint between) · signal, signal-better, signal-worse
///             (triangles) · signal-label · interval-95, interval-80
///   gain      counterfactual (dash-dot) · counterfactual-label · gap (what lies between) · bar · bar-off (taken off)
///   map       step-1 … step-5 (light to dark) · missing · hatch · place (a linked square or area)
///   ground    the white sheet of a stand-alone file
///   wide, narrow  the two <div>s of responsive()
struct Rule {
  std::string_view name;
  double text_size;  ///< px; 0 where the class is no text
  bool bold;
  std::string_view css;  ///< declarations of the stand-alone form
};
const std::vector<Rule>& rules();

/// A coordinate with at most one decimal: 12.3, 12, -0.5.
std::string coordinate(double value);
/// Text safe in XML content and attributes; what XML forbids (control characters, broken UTF-8) is left out.
std::string escaped(std::string_view text);
/// Width in px of a text in a text class, from a generous table, never from a font.
double text_width(std::string_view text, std::string_view text_class);
/// The text in lines no wider than `width`, broken at spaces; a single word may be wider.
std::vector<std::string> wrapped(std::string_view text, std::string_view text_class, double width);

/// The text cut to the width, with an ellipsis where it was too long.
std::string shortened(std::string text, std::string_view text_class, double width);

enum class Anchor { start, middle, end };

struct Spot {
  double x{};
  double y{};
};

/// Path data of a polyline, one decimal, relative steps without accumulated rounding. Under two points: empty.
std::string polyline(const std::vector<Spot>& spots, bool closed = false);

/// What every drawing says to those who do not see it.
struct Heading {
  std::string id;  ///< prefix of the ids; unique on the page
  std::string title;
  std::string description;
  bool has_links{};  ///< then role="group"
};

/// Marks in the order they are drawn; finished() wraps them in the root element.
class Drawing {
 public:
  Drawing(double width, double height) : width_(width), height_(height) {}

  void open(std::string_view mark_class, std::string_view attributes = {});  ///< a group; its class is inherited
  void close();
  void line(std::string_view mark_class, Spot from, Spot to);
  void path(std::string_view mark_class, std::string_view path_data);
  void circle(std::string_view mark_class, Spot centre, double radius);
  void rectangle(std::string_view mark_class, Spot corner, double width, double height);
  void diamond(std::string_view mark_class, Spot centre, double half);
  void text(std::string_view text_class, Spot at, Anchor anchor, std::string_view text);
  void raw(std::string_view svg) { body_ += svg; }
  const std::string& body() const { return body_; }

  std::string finished(const Heading& heading) const;

 private:
  double width_;
  double height_;
  std::string body_;
};

/// The two drawings of one chart.
struct Drawn {
  std::string wide;
  std::string narrow;
  std::string scale_note;  ///< "The scale starts at 6%." for the subtitle; empty where it starts at zero
};

/// Both drawings, of which the style sheet shows one.
std::string responsive(const Drawn& drawn);

/// An inline drawing as a file: name space, own style, white ground. Links in it should be whole addresses.
std::string stand_alone(std::string_view inline_svg);

}  // namespace outturn::chart
