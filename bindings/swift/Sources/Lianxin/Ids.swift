import Foundation

// Ids, codes, days and instants, each a type of its own around what the core wrote. An app keeps them and hands them
// back; a text that is none fails the call it is given to with `value.…`.

/// Something the core names by a text.
public protocol Named: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The text.
    var text: String { get }
    /// Takes any text; the core judges it.
    init(_ text: String)
}

extension Named {
    public var description: String { text }
}

/// A household, visit or other document.
public struct DocumentId: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A person of the registers.
public struct PersonId: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A post held by a person from a date.
public struct AssignmentId: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// An entry of this phone.
public struct Hash: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A draft.
public struct DraftId: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A grid: fifteen digits.
public struct GridCode: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// A grid, `grid#bundle` or a community of twelve digits.
public struct Scope: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// `YYYY-MM-DD` in the office's calendar.
public struct Day: Named {
    public let text: String
    public init(_ text: String) { self.text = text }
}

/// Milliseconds since 1970-01-01 UTC.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
    public let milliseconds: Int64
    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// As a date.
    public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }
}
