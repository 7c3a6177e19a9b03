import XCTest

@testable import Lianxin

final class PhoneTests: XCTestCase {
    /// An invitation to an office that nobody runs.
    private let invitation =
        "LX1:GW0N0081040G2081040G2081040G20AG081040G2081040G2081040G209C200R30C1G60R30C1G60R30C1G60R30C1G60R30C1G60R30C1G"
        + "60R3B0G081040G2081040G2081040G2081040G2081040G2081040G208141EDQPCSK9CDJJWSBRC5PQ0V3578W38D1K3C0000X3AAA4000"
    private var home = URL(fileURLWithPath: NSTemporaryDirectory())

    override func setUpWithError() throws {
        home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        _ = setLanguage(tag: "zh-CN")
    }

    override func tearDownWithError() throws {
        try? FileManager.default.removeItem(at: home)
    }

    private func open(_ transport: Transport? = nil) throws -> Phone {
        try Phone.open(directory: home.path, transport: transport)
    }

    private func problem(_ call: () throws -> Void) throws -> Problem {
        do {
            try call()
        } catch PhoneError.Failed(let problem) {
            return problem
        }
        XCTFail("the call should have failed")
        throw CancellationError()
    }

    func testAPhoneThatIsNotEnrolledSaysSo() throws {
        let phone = try open()
        XCTAssertFalse(try phone.isEnrolled())
        let failed = try problem { _ = try phone.status() }
        XCTAssertEqual(failed.kind, .notEnrolled)
        XCTAssertEqual(failed.code, "phone.not_enrolled")
        XCTAssertFalse(failed.words.isEmpty)
    }

    func testDraftsSurviveReopening() throws {
        let phone = try open()
        let id = try phone.newDraftId()
        try phone.saveDraft(id: id, household: nil, form: Data("写了一半".utf8))
        phone.shut()
        let drafts = try open().drafts()
        XCTAssertEqual(drafts.map(\.id), [id])
        XCTAssertEqual(drafts.map(\.form), [Data("写了一半".utf8)])
    }

    func testAnIdThatIsNoneFailsTheCall() throws {
        let phone = try open()
        XCTAssertEqual(try problem { _ = try phone.household(id: DocumentId("nonsense")) }.code, "value.document")
    }

    func testChangesBeginWithAllAndEndWithTheTask() async throws {
        let phone = try open()
        let heard = Task {
            var heard: [Set<Change>] = []
            for await changes in try phone.changes() {
                heard.append(changes)
                if heard.count == 2 { break }
                try phone.saveDraft(id: phone.newDraftId(), household: nil, form: Data())
            }
            return heard
        }
        let all = try await heard.value
        XCTAssertEqual(all, [Set(Change.allCases), [.drafts]])
    }

    func testAPhoneThatWasShutTakesNoListener() throws {
        let phone = try open()
        phone.shut()
        XCTAssertEqual(try problem { _ = try phone.changes() }.kind, .shut)
    }

    func testATaskThatIsCancelledGivesUp() async throws {
        let asked = expectation(description: "the transport was asked")
        let phone = try open(Endless(asked))
        _ = try phone.beginEnrolment(invitation: invitation)
        let call = Task { try await phone.continueEnrolmentInTask() }
        await fulfillment(of: [asked], timeout: 10)
        call.cancel()
        do {
            _ = try await call.value
            XCTFail("it was cancelled")
        } catch is CancellationError {
            XCTAssertEqual(try phone.drafts(), [])
        }
    }
}

/// Never answers; tells when it was asked.
private final class Endless: Transport, @unchecked Sendable {
    private let asked: XCTestExpectation

    init(_ asked: XCTestExpectation) { self.asked = asked }

    func send(office: OfficeAddress, path: String, body: Data) async throws -> Data {
        asked.fulfill()
        try await Task.sleep(nanoseconds: 3_600_000_000_000)
        return Data()
    }
}
