#pragma once

#include <string>
#include <vector>

#include "decide/logic_model.h"
#include "web/components.h"
#include "web/parts.h"
#include "web/visit.h"

/// How partners' work is meant to lead to an outcome: the drawing, the same as a list, arrows with their evidence, weak points.
namespace outturn::web {

/// A measure at a box, with where it stands.
struct LogicMeasureView {
  Link measure;
  Status status{};
  std::string mark{};            ///< that the formula behind its figures was changed, and when
};

struct LogicBoxView {
  std::string anchor;
  std::string name;
  Actors actors;
  bool joint{};
  std::string owners;            ///< who answers for it, or that nobody does
  Flag unowned{};                ///< empty text = somebody does
  std::vector<LogicMeasureView> measures{};
  std::vector<Link> leads_to{};  ///< "5: Partners share sooner (untested)"
  std::vector<Link> acts{};
};

struct LogicColumnView {
  std::string title;
  std::vector<LogicBoxView> boxes;
};

struct LogicView {
  Verdict verdict;
  Figure drawing{};
  LinkList routes{};             ///< of a large model: one at a time
  std::vector<LogicColumnView> columns{};
  Bullets weak_points{};
  Table arrows{};
  Table tests{};
  std::string tests_note{};
  Figure gain{};                 ///< empty id = nothing joint is drawn
  Bullets gain_list{};           ///< the same in words
  Acts acts{};
};

LogicView logic_view(const Visit& visit, const decide::LogicModel& model);
void write(html::Output& out, const LogicMeasureView& measure);
void write(html::Output& out, const LogicBoxView& box);
void write(html::Output& out, const LogicColumnView& column);
void write(html::Output& out, const LogicView& view);

/// The model as far as this reader may know it.
decide::LogicModel readable_model(const Visit& visit, const workspace::Record& outcome);

/// Whether this reader may draw in an outcome's model: add boxes, and arrows, which are whose the boxes are.
access::Decision may_draw(const Visit& visit, const workspace::Record& outcome);

/// GET /outcomes/{id}/logic, ?route=BOX of a large model, .json, .csv
Response show_logic(const Visit& visit);
/// GET and POST /outcomes/{id}/logic/box?box=…  without a box: a new one
Response show_box_form(const Visit& visit);
Response keep_typed_box(const Visit& visit);
/// GET and POST /outcomes/{id}/logic/arrow?arrow=…
Response show_arrow_form(const Visit& visit);
Response keep_typed_arrow(const Visit& visit);

}  // namespace outturn::web
