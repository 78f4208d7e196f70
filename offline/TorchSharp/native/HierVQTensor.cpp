// The whole native side of the tensor binding: it runs any operator of libtorch by its name, through the dispatcher.
//
// A call is: hvq_begin, one push for every argument in the order of the operator's schema, hvq_call*, and where there are several
// results, reading them. Arguments at the end that are not pushed take the schema's defaults. The argument stack belongs to the
// thread. A tensor handle is a TensorImpl* that owns one reference; hvq_free gives it back. No C++ exception leaves this file: a
// failed call returns null or -1 and hvq_error tells why.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <ATen/core/ivalue.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#define HVQ_EXPORT extern "C" __attribute__((visibility("default")))

using at::IValue;
using at::Tensor;
using at::TensorImpl;

namespace {

struct Operator {
    c10::OperatorHandle handle;
    std::vector<IValue> defaults;  // one for each argument; None where the schema has none
};

thread_local std::vector<IValue> stack;
thread_local std::string error;

// A Tensor that shares the handle's object.
Tensor borrow(TensorImpl* handle) {
    return Tensor(c10::intrusive_ptr<TensorImpl, c10::UndefinedTensorImpl>::unsafe_reclaim_from_nonowning(handle));
}

// A handle that owns one reference; null for an undefined tensor.
TensorImpl* release(Tensor tensor) {
    return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

std::vector<Tensor> borrow_all(TensorImpl* const* handles, int64_t count) {
    std::vector<Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; i++)
        tensors.push_back(handles[i] ? borrow(handles[i]) : Tensor());
    return tensors;
}

template <class Body, class Failed>
auto guarded(Failed failed, Body body) -> decltype(body()) {
    try {
        return body();
    } catch (const c10::Error& e) {
        error = e.what_without_backtrace();
    } catch (const std::exception& e) {
        error = e.what();
    } catch (...) {
        error = "an unknown native exception";
    }
    return failed;
}

void run(const Operator* op) {
    const size_t given = stack.size(), wanted = op->defaults.size();
    for (size_t i = given; i < wanted; i++)
        stack.push_back(op->defaults[i]);
    op->handle.callBoxed(&stack);
}

at::Device device_of(int type, int index) {
    return at::Device(static_cast<at::DeviceType>(type), static_cast<c10::DeviceIndex>(index));
}

}  // namespace

// --- About this library

HVQ_EXPORT const char* hvq_error() { return error.c_str(); }

HVQ_EXPORT const char* hvq_version() { return TORCH_VERSION; }

HVQ_EXPORT int hvq_device_count(int type) {
    return guarded(0, [&] {
        auto device = static_cast<at::DeviceType>(type);
        return c10::impl::hasDeviceGuardImpl(device) ? static_cast<int>(c10::impl::getDeviceGuardImpl(device)->deviceCount()) : 0;
    });
}

// Waits for what the device's current stream holds.
HVQ_EXPORT int hvq_synchronize(int type, int index) {
    return guarded(-1, [&] {
        c10::impl::VirtualGuardImpl guard(static_cast<at::DeviceType>(type));
        const at::Device device = index >= 0 ? device_of(type, index) : guard.getDevice();
        guard.getStream(device).synchronize();
        return 0;
    });
}

HVQ_EXPORT int hvq_get_num_threads() { return at::get_num_threads(); }

HVQ_EXPORT int hvq_set_num_threads(int count) {
    return guarded(-1, [&] { at::set_num_threads(count); return 0; });
}

HVQ_EXPORT int hvq_get_num_interop_threads() { return at::get_num_interop_threads(); }

HVQ_EXPORT int hvq_set_num_interop_threads(int count) {
    return guarded(-1, [&] { at::set_num_interop_threads(count); return 0; });
}

HVQ_EXPORT int hvq_get_allow_tf32(int cudnn) {
    return guarded(-1, [&] { return cudnn ? at::globalContext().allowTF32CuDNN() ? 1 : 0 : at::globalContext().allowTF32CuBLAS() ? 1 : 0; });
}

HVQ_EXPORT int hvq_set_allow_tf32(int cudnn, int value) {
    return guarded(-1, [&] {
        if (cudnn) at::globalContext().setAllowTF32CuDNN(value != 0);
        else at::globalContext().setAllowTF32CuBLAS(value != 0);
        return 0;
    });
}

// --- Operators

// `name` without "aten::", `overload` empty for the default one. Null where this libtorch has no such operator. Lives for ever.
HVQ_EXPORT Operator* hvq_operator(const char* name, const char* overload) {
    return guarded(static_cast<Operator*>(nullptr), [&] {
        const std::string full = std::string("aten::") + name;
        auto schema = c10::Dispatcher::singleton().findSchema({full, overload});
        if (!schema.has_value()) {
            error = "this libtorch (" TORCH_VERSION ") has no operator " + full + (*overload ? "." : "") + overload;
            return static_cast<Operator*>(nullptr);
        }
        auto* op = new Operator{*schema, {}};
        for (const auto& argument : schema->schema().arguments()) {
            auto value = argument.default_value();
            op->defaults.push_back(value.has_value() ? *value : IValue());
        }
        return op;
    });
}

HVQ_EXPORT void hvq_begin() { stack.clear(); }

HVQ_EXPORT void hvq_push_tensor(TensorImpl* handle) { stack.emplace_back(borrow(handle)); }

HVQ_EXPORT void hvq_push_none() { stack.emplace_back(); }

HVQ_EXPORT void hvq_push_int(int64_t value) { stack.emplace_back(value); }

HVQ_EXPORT void hvq_push_double(double value) { stack.emplace_back(value); }

HVQ_EXPORT void hvq_push_bool(int value) { stack.emplace_back(value != 0); }

HVQ_EXPORT void hvq_push_complex(double real, double imaginary) { stack.emplace_back(c10::complex<double>(real, imaginary)); }

HVQ_EXPORT void hvq_push_ints(const int64_t* values, int64_t count) {
    stack.emplace_back(at::IntArrayRef(values, count));
}

HVQ_EXPORT void hvq_push_doubles(const double* values, int64_t count) {
    stack.emplace_back(at::ArrayRef<double>(values, count));
}

HVQ_EXPORT void hvq_push_tensors(TensorImpl* const* handles, int64_t count) {
    stack.emplace_back(borrow_all(handles, count));
}

// A list whose elements may be absent, as index takes it.
HVQ_EXPORT void hvq_push_optional_tensors(TensorImpl* const* handles, int64_t count) {
    c10::impl::GenericList list(c10::OptionalType::create(c10::TensorType::get()));
    list.reserve(count);
    for (int64_t i = 0; i < count; i++)
        list.push_back(handles[i] ? IValue(borrow(handles[i])) : IValue());
    stack.emplace_back(std::move(list));
}

HVQ_EXPORT void hvq_push_string(const char* text, int64_t length) { stack.emplace_back(std::string(text, length)); }

HVQ_EXPORT void hvq_push_device(int type, int index) { stack.emplace_back(device_of(type, index)); }

HVQ_EXPORT void hvq_push_generator(c10::GeneratorImpl* handle) {
    stack.emplace_back(at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::unsafe_reclaim_from_nonowning(handle)));
}

// For an operator whose results nobody wants: one that works in place.
HVQ_EXPORT int hvq_call(const Operator* op) {
    const int status = guarded(-1, [&] { run(op); return 0; });
    stack.clear();
    return status;
}

// For an operator with one tensor as its result.
HVQ_EXPORT TensorImpl* hvq_call_tensor(const Operator* op) {
    TensorImpl* result = guarded(static_cast<TensorImpl*>(nullptr), [&] {
        run(op);
        TensorImpl* tensor = release(std::move(stack.back()).toTensor());
        if (!tensor) error = "the operator gave an undefined tensor";
        return tensor;
    });
    stack.clear();
    return result;
}

// For any operator: the results stay on the stack, to be read by the functions below and dropped by hvq_end. Returns their number.
HVQ_EXPORT int64_t hvq_call_results(const Operator* op) {
    const int64_t count = guarded(static_cast<int64_t>(-1), [&] { run(op); return static_cast<int64_t>(stack.size()); });
    if (count < 0) stack.clear();
    return count;
}

HVQ_EXPORT TensorImpl* hvq_result_tensor(int64_t index) {
    return guarded(static_cast<TensorImpl*>(nullptr), [&] { return release(stack.at(index).toTensor()); });
}

HVQ_EXPORT int64_t hvq_result_int(int64_t index) {
    return guarded(static_cast<int64_t>(0), [&] { const IValue& value = stack.at(index); return value.isBool() ? value.toBool() : value.toInt(); });
}

HVQ_EXPORT double hvq_result_double(int64_t index) {
    return guarded(0.0, [&] { return stack.at(index).toScalar().toDouble(); });
}

// A result that is a list of tensors: hands out its handles to at most `capacity` places and returns the list's length.
HVQ_EXPORT int64_t hvq_result_tensors(int64_t index, TensorImpl** handles, int64_t capacity) {
    return guarded(static_cast<int64_t>(-1), [&] {
        auto list = stack.at(index).toTensorVector();
        const auto count = static_cast<int64_t>(list.size());
        if (handles)
            for (int64_t i = 0; i < count && i < capacity; i++)
                handles[i] = release(std::move(list[i]));
        return count;
    });
}

HVQ_EXPORT void hvq_end() { stack.clear(); }

// --- Tensors

HVQ_EXPORT void hvq_free(TensorImpl* handle) { c10::raw::intrusive_ptr::decref(handle); }

// Another handle of the same tensor.
HVQ_EXPORT TensorImpl* hvq_share(TensorImpl* handle) { return release(borrow(handle)); }

HVQ_EXPORT int64_t hvq_dim(TensorImpl* handle) { return handle->dim(); }

HVQ_EXPORT int64_t hvq_numel(TensorImpl* handle) { return handle->numel(); }

HVQ_EXPORT void hvq_sizes(TensorImpl* handle, int64_t* sizes) {
    const auto from = handle->sizes();
    std::copy(from.begin(), from.end(), sizes);
}

HVQ_EXPORT int hvq_strides(TensorImpl* handle, int64_t* strides) {
    return guarded(-1, [&] {
        const auto from = handle->strides();
        std::copy(from.begin(), from.end(), strides);
        return 0;
    });
}

HVQ_EXPORT int64_t hvq_storage_offset(TensorImpl* handle) { return handle->storage_offset(); }

HVQ_EXPORT int hvq_dtype(TensorImpl* handle) { return static_cast<int>(c10::typeMetaToScalarType(handle->dtype())); }

HVQ_EXPORT int hvq_device_type(TensorImpl* handle) { return static_cast<int>(handle->device().type()); }

HVQ_EXPORT int hvq_device_index(TensorImpl* handle) { return handle->device().index(); }

HVQ_EXPORT int hvq_is_contiguous(TensorImpl* handle) { return handle->is_contiguous(); }

HVQ_EXPORT int hvq_requires_grad(TensorImpl* handle) { return handle->requires_grad(); }

HVQ_EXPORT void* hvq_data(TensorImpl* handle) {
    return guarded(static_cast<void*>(nullptr), [&] { return borrow(handle).data_ptr(); });
}

// --- Autograd

HVQ_EXPORT int hvq_set_requires_grad(TensorImpl* handle, int value) {
    return guarded(-1, [&] { borrow(handle).set_requires_grad(value != 0); return 0; });
}

HVQ_EXPORT int hvq_is_leaf(TensorImpl* handle) {
    return guarded(1, [&] { return borrow(handle).is_leaf() ? 1 : 0; });
}

HVQ_EXPORT int hvq_retain_grad(TensorImpl* handle) {
    return guarded(-1, [&] { borrow(handle).retain_grad(); return 0; });
}

HVQ_EXPORT TensorImpl* hvq_grad(TensorImpl* handle) {
    return guarded(static_cast<TensorImpl*>(nullptr), [&] { return release(borrow(handle).grad()); });
}

HVQ_EXPORT int hvq_set_grad(TensorImpl* handle, TensorImpl* grad) {
    return guarded(-1, [&] { borrow(handle).mutable_grad() = grad ? borrow(grad) : Tensor(); return 0; });
}

HVQ_EXPORT int hvq_backward(TensorImpl* const* roots, int64_t root_count, TensorImpl* const* grads, int64_t grad_count,
                            TensorImpl* const* inputs, int64_t input_count, int retain_graph, int create_graph) {
    return guarded(-1, [&] {
        torch::autograd::backward(borrow_all(roots, root_count), borrow_all(grads, grad_count), retain_graph != 0, create_graph != 0,
                                  borrow_all(inputs, input_count));
        return 0;
    });
}

// `results` has room for one handle for each input; null where an input was not used.
HVQ_EXPORT int hvq_gradients(TensorImpl* const* outputs, int64_t output_count, TensorImpl* const* inputs, int64_t input_count,
                             TensorImpl* const* grads, int64_t grad_count, int retain_graph, int create_graph, int allow_unused,
                             TensorImpl** results) {
    return guarded(-1, [&] {
        auto found = torch::autograd::grad(borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(grads, grad_count),
                                           retain_graph != 0, create_graph != 0, allow_unused != 0);
        for (size_t i = 0; i < found.size(); i++)
            results[i] = release(std::move(found[i]));
        return 0;
    });
}

HVQ_EXPORT int hvq_grad_enabled() { return at::GradMode::is_enabled(); }

HVQ_EXPORT void hvq_set_grad_enabled(int enabled) { at::GradMode::set_enabled(enabled != 0); }

HVQ_EXPORT int hvq_inference_enabled() { return c10::InferenceMode::is_enabled(); }

HVQ_EXPORT void* hvq_inference_enter(int enabled) { return new c10::InferenceMode(enabled != 0); }

HVQ_EXPORT void hvq_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

// --- Generators of random numbers

HVQ_EXPORT c10::GeneratorImpl* hvq_generator_default(int type, int index) {
    return guarded(static_cast<c10::GeneratorImpl*>(nullptr), [&] {
        at::Generator generator = at::globalContext().defaultGenerator(device_of(type, index));
        return generator.unsafeReleaseGeneratorImpl();
    });
}

// One of its own, for any device that this libtorch has.
HVQ_EXPORT c10::GeneratorImpl* hvq_generator_new(uint64_t seed, int type, int index) {
    return guarded(static_cast<c10::GeneratorImpl*>(nullptr), [&] {
        const at::Device device = device_of(type, index);
        at::Generator generator = device.is_cpu() ? at::detail::createCPUGenerator(seed) : at::globalContext().defaultGenerator(device).clone();
        generator.set_current_seed(seed);
        return generator.unsafeReleaseGeneratorImpl();
    });
}

HVQ_EXPORT void hvq_generator_free(c10::GeneratorImpl* handle) { c10::raw::intrusive_ptr::decref(handle); }

HVQ_EXPORT int hvq_generator_set_seed(c10::GeneratorImpl* handle, uint64_t seed) {
    return guarded(-1, [&] {
        std::lock_guard<std::mutex> lock(handle->mutex_);
        handle->set_current_seed(seed);
        return 0;
    });
}

HVQ_EXPORT uint64_t hvq_generator_current_seed(c10::GeneratorImpl* handle) {
    return guarded(static_cast<uint64_t>(0), [&] {
        std::lock_guard<std::mutex> lock(handle->mutex_);
        return handle->current_seed();
    });
}

// A new seed that nobody chose.
HVQ_EXPORT uint64_t hvq_generator_seed(c10::GeneratorImpl* handle) {
    return guarded(static_cast<uint64_t>(0), [&] {
        std::lock_guard<std::mutex> lock(handle->mutex_);
        return handle->seed();
    });
}

HVQ_EXPORT TensorImpl* hvq_generator_get_state(c10::GeneratorImpl* handle) {
    return guarded(static_cast<TensorImpl*>(nullptr), [&] {
        std::lock_guard<std::mutex> lock(handle->mutex_);
        return handle->get_state().release();
    });
}

HVQ_EXPORT int hvq_generator_set_state(c10::GeneratorImpl* handle, TensorImpl* state) {
    return guarded(-1, [&] {
        std::lock_guard<std::mutex> lock(handle->mutex_);
        handle->set_state(*state);
        return 0;
    });
}

// Seeds the default generators of every device.
HVQ_EXPORT int hvq_manual_seed(uint64_t seed) {
    return guarded(-1, [&] { at::manual_seed(seed); return 0; });
}
