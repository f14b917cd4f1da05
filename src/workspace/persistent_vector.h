#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace outturn::workspace {

/// A vector whose copies are cheap and independent: copying shares everything, changing one element copies the
/// path to it (log32 n small nodes) unless this copy already owns it alone. Elements are never removed.
template <class T>
class PersistentVector {
  static constexpr std::size_t bits = 5;
  static constexpr std::size_t width = 1u << bits;
  struct Node {
    virtual ~Node() = default;
  };
  struct Leaf final : Node {
    std::array<T, width> items{};
  };
  struct Branch final : Node {
    std::array<std::shared_ptr<Node>, width> children{};
  };

 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  const T& operator[](std::size_t index) const {
    const Node* node = root_.get();
    for (std::size_t shift = height_ * bits; shift > 0; shift -= bits) {
      node = static_cast<const Branch*>(node)->children[(index >> shift) % width].get();
    }
    return static_cast<const Leaf*>(node)->items[index % width];
  }

  /// The element for changing; what other copies share is copied first.
  T& edit(std::size_t index) {
    std::shared_ptr<Node>* slot = &root_;
    for (std::size_t shift = height_ * bits; shift > 0; shift -= bits) {
      slot = &owned<Branch>(*slot)->children[(index >> shift) % width];
    }
    return owned<Leaf>(*slot)->items[index % width];
  }

  void push_back(T item) {
    if (size_ == (width << (height_ * bits))) {
      if (size_ > 0) {
        auto root = std::make_shared<Branch>();
        root->children[0] = std::move(root_);
        root_ = std::move(root);
        ++height_;
      }
    }
    const auto index = size_++;
    edit(index) = std::move(item);
  }

 private:
  template <class N>
  static N* owned(std::shared_ptr<Node>& slot) {
    if (!slot) {
      slot = std::make_shared<N>();
    } else if (slot.use_count() != 1) {
      slot = std::make_shared<N>(*static_cast<const N*>(slot.get()));
    } else {
      std::atomic_thread_fence(std::memory_order_acquire);  // whoever gave up the last other copy is done reading
    }
    return static_cast<N*>(slot.get());
  }

  std::shared_ptr<Node> root_;
  std::size_t size_{0};
  std::size_t height_{0};
};

}  // namespace outturn::workspace
